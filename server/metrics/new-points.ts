import { and, asc, gt, inArray, max } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { batches } from "#server/db/schema.ts";
import { encodeValue } from "#trainer/contract/log.ts";

export type LivePoints = {
  runId: string;
  key: string;
  attempt: number;
  step: number[];
  time: number[];
  value: (number | string)[];
};

const BATCHES_A_PAGE = 500;
/** More new points than this of one metric are thinned: a viewer that far behind cannot draw them all. */
const MAX_POINTS_A_KEY = 4000;

/** Points that were written after batch `after`; a point may come twice, never be missed. */
export function readNewPoints(
  db: Db,
  { after, runIds, keys }: { after: number; runIds?: string[]; keys?: string[] },
): { points: LivePoints[]; last: number } {
  const page = db
    .select()
    .from(batches)
    .where(and(gt(batches.seq, after), runIds && inArray(batches.runId, runIds)))
    .orderBy(asc(batches.seq))
    .limit(BATCHES_A_PAGE)
    .all();
  const last = page.length === BATCHES_A_PAGE ? page[page.length - 1]!.seq : Math.max(after, newestBatch(db));
  const spans = new Map<string, { runId: string; attempt: number; from: number; to: number }>();
  for (const { runId, attempt, fromStep, toStep } of page) {
    const span = spans.get(`${runId} ${attempt}`);
    if (!span) spans.set(`${runId} ${attempt}`, { runId, attempt, from: fromStep, to: toStep });
    else Object.assign(span, { from: Math.min(span.from, fromStep), to: Math.max(span.to, toStep) });
  }
  const select = db.$client
    .prepare<[number, number, number, string], [string, number, number, number | null]>(
      `SELECT key, step, time, value FROM metric_keys JOIN points ON key_id = id
       WHERE attempt = ? AND step BETWEEN ? AND ? AND run_id = ? ORDER BY key_id, step`,
    )
    .raw(true);
  const wanted = keys && new Set(keys);
  const points: LivePoints[] = [];
  for (const { runId, attempt, from, to } of spans.values()) {
    let current: LivePoints | undefined;
    for (const [key, step, time, value] of select.iterate(attempt, from, to, runId)) {
      if (wanted && !wanted.has(key)) continue;
      if (current?.key !== key) {
        current = { runId, key, attempt, step: [], time: [], value: [] };
        points.push(current);
      }
      current.step.push(step);
      current.time.push(time);
      current.value.push(encodeValue(value ?? Number.NaN));
    }
  }
  return { points: points.map(thin), last };
}

export function newestBatch(db: Db): number {
  return (
    db
      .select({ seq: max(batches.seq) })
      .from(batches)
      .get()?.seq ?? 0
  );
}

/** Evenly fewer points; the last always stays. */
function thin(series: LivePoints): LivePoints {
  const { length } = series.step;
  if (length <= MAX_POINTS_A_KEY) return series;
  const every = Math.ceil(length / MAX_POINTS_A_KEY);
  const keep = <T>(values: T[]) => values.filter((_, i) => (length - 1 - i) % every === 0);
  return { ...series, step: keep(series.step), time: keep(series.time), value: keep(series.value) };
}
