import { and, asc, gt, inArray, max } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { readPoints } from "#server/db/points/read.ts";
import { batches } from "#server/db/schema.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import { readKeys } from "./keys.ts";

/** New points of one metric of one run, steps ascending. */
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
  const wanted = keys && new Set(keys);
  const points: LivePoints[] = [];
  for (const { runId, attempt, from, to } of spans.values())
    for (const { id, key } of readKeys(db, [runId])) {
      if (wanted && !wanted.has(key)) continue;
      const { step, time, value } = readPoints(db.$client, { keyId: id, attempt, from, to });
      if (step.length > 0)
        points.push({ runId, key, attempt, step: [...step], time: [...time], value: Array.from(value, encodeValue) });
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
