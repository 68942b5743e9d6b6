import type { LatestRow, LivePoints } from "./rows.ts";

/** Last value, least, greatest and mean of every metric, with new points taken in. */
export function mergeLatest(rows: LatestRow[], points: LivePoints[]): LatestRow[] {
  if (!rows.some((row) => points.some((batch) => batch.runId === row.runId))) return rows;
  return rows.map((row) => {
    const batches = points.filter((batch) => batch.runId === row.runId);
    return batches.length === 0 ? row : { ...row, values: batches.reduce(takeIn, row.values) };
  });
}

function takeIn(values: LatestRow["values"], batch: LivePoints): LatestRow["values"] {
  const step = batch.step.at(-1);
  const value = batch.value.at(-1);
  const time = batch.time.at(-1);
  if (step === undefined || value === undefined || time === undefined) return values;
  const old = values[batch.key];
  const numbers = [old?.min, old?.max, ...batch.value].filter((v): v is number => typeof v === "number");
  const min = numbers.length > 0 ? Math.min(...numbers) : null;
  const max = numbers.length > 0 ? Math.max(...numbers) : null;
  const news = batch.value.filter((v): v is number => typeof v === "number");
  const finite = (old?.finite ?? 0) + news.length;
  const sum = news.reduce((total, v) => total + v, (old?.mean ?? 0) * (old?.finite ?? 0));
  const mean = finite > 0 ? sum / finite : null;
  return { ...values, [batch.key]: { step, value, time, min, max, mean, finite } };
}
