import type { Db } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";
import { decodeColumns } from "#server/db/points/codec.ts";
import { type Columns, concat, within } from "#server/db/points/columns.ts";
import { readPoints } from "#server/db/points/read.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import { batchesAfter, newestBatch, type Source } from "./batches.ts";

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

/** Points that were written after batch `after`; a point may come twice, never be missed. One page of many batches. */
export function readNewPoints(
  db: Db,
  { after, runIds, keys }: { after: number; runIds?: string[]; keys?: string[] },
): { points: LivePoints[]; last: number; hasMore: boolean } {
  const page = batchesAfter(db, after, BATCHES_A_PAGE);
  const hasMore = page.length === BATCHES_A_PAGE;
  const last = hasMore ? page[page.length - 1]!.seq : newestBatch(db);
  const watched = runIds && new Set(runIds);
  const spans = new Map<string, RunRange>();
  for (const { runId, attempt, source, fromStep, toStep } of page) {
    if (watched && !watched.has(runId)) continue;
    const place = `${runId} ${attempt} ${source}`;
    const span = spans.get(place);
    if (!span) spans.set(place, { runId, attempt, from: fromStep, to: toStep, pattern: PATTERNS[source] });
    else Object.assign(span, { from: Math.min(span.from, fromStep), to: Math.max(span.to, toStep) });
  }
  const wanted = keys && new Set(keys);
  const points: LivePoints[] = [];
  for (const range of spans.values())
    for (const [key, { step, time, value }] of readNewest(db, range)) {
      const { runId, attempt } = range;
      if (wanted && !wanted.has(key)) continue;
      if (step.length > 0)
        points.push({ runId, key, attempt, step: [...step], time: [...time], value: Array.from(value, encodeValue) });
    }
  return { points: points.map(thin), last, hasMore };
}

type RunRange = { runId: string; attempt: number; from: number; to: number; pattern: string };

/** A trainer may log anything, also what the worker measures elsewhere. */
const PATTERNS: Record<Source, string> = { log: "*", machine: "system/*" };

/** What every metric of a run logged in a range at its end; what a later attempt hides may be left out. */
function readNewest(db: Db, range: RunRange): Map<string, Columns> {
  const rows = newestParts(db.$client).all(range);
  const found = new Map<string, Columns>();
  for (let i = 0; i < rows.length; ) {
    const { id, key, firstStep } = rows[i]!;
    const parts: Buffer[] = [];
    for (; rows[i]?.id === id; i++) if (rows[i]!.data) parts.push(rows[i]!.data!);
    // Blocks lie before parts: a part that begins late may have one before it.
    const isAll = firstStep !== null && firstStep <= range.from;
    const points = isAll ? concat(parts.map(decodeColumns)) : readPoints(db.$client, { ...range, keyId: id });
    found.set(key, within(points, range.from, range.to));
  }
  return found;
}

type PartOfKey = { id: number; key: string; firstStep: number | null; data: Buffer | null };

// One statement a run, not one a metric: with a hundred live runs there are a thousand metrics at every look.
const newestParts = perConnection((sqlite) =>
  sqlite.prepare<[RunRange], PartOfKey>(
    `SELECT metric_keys.id, key, first_step AS firstStep, data FROM metric_keys
     LEFT JOIN point_parts ON key_id = metric_keys.id AND point_parts.attempt = @attempt
       AND first_step <= @to AND point_parts.last_step >= @from
     WHERE run_id = @runId AND metric_keys.last_step >= @from AND key GLOB @pattern ORDER BY metric_keys.id, first_step`,
  ),
);

/** Evenly fewer points; the last always stays. */
function thin(series: LivePoints): LivePoints {
  const { length } = series.step;
  if (length <= MAX_POINTS_A_KEY) return series;
  const every = Math.ceil(length / MAX_POINTS_A_KEY);
  const keep = <T>(values: T[]) => values.filter((_, i) => (length - 1 - i) % every === 0);
  return { ...series, step: keep(series.step), time: keep(series.time), value: keep(series.value) };
}
