import type { Db } from "#server/db/open.ts";
import { iteratePoints, type PointRange, readPieces } from "#server/db/points/read.ts";
import { shownFor, shownParts, shownRanges } from "#server/db/points/shown.ts";
import { Summaries, summarize } from "#server/db/points/summary.ts";
import { tablesOf } from "#server/db/points/tables.ts";
import { isBetter } from "./objective.ts";
import type { Objective } from "./plan.ts";

/** What a metric had come to when it got to a step. Values that are not finite are passed over. */
export type Mark = {
  first: number;
  best: number;
  /** The step that was got to, and when it was logged (ms since epoch). */
  step: number;
  time: number;
};

export type MarkedMetric = { runId: string; keyId: number; metric: string; goal: Objective["goal"] };

/**
 * The mark of a metric at its first point from `step` on that has `before` points before it; null while there is none.
 * It rests on stored points alone, so that whoever asks later is told the same.
 */
export function readMark(
  db: Db,
  { runId, keyId, metric, goal }: MarkedMetric,
  { step, before = 0 }: { step: number; before?: number },
): Mark | null {
  const shown = shownParts(tablesOf(db.$client), keyId, shownFor(metric, shownRanges(db, runId)));
  const earlier = shown.map((range) => ({ ...range, to: Math.min(range.to, step - 1) })).filter(isSome);
  const later = shown.map((range) => ({ ...range, from: Math.max(range.from, step) })).filter(isSome);
  let { count, best } = bestOf(db, earlier, goal);
  for (const point of finitePoints(db, later)) {
    if (best === null || isBetter(point.value, best, goal)) best = point.value;
    if (count >= before) {
      const first = finitePoints(db, shown).next().value ?? point;
      return { first: first.value, best, step: point.step, time: point.time };
    }
    count++;
  }
  return null;
}

/** Of summaries where there are some: a rung may lie a million points on. */
function bestOf(db: Db, ranges: PointRange[], goal: Objective["goal"]): { count: number; best: number | null } {
  let count = 0;
  let best: number | null = null;
  for (const range of ranges)
    for (const piece of readPieces(db.$client, range, "blocks"))
      for (const { finite, min, max } of piece instanceof Summaries ? piece : [summarize(piece)]) {
        const its = goal === "min" ? min : max;
        if (finite > 0 && (best === null || isBetter(its, best, goal))) best = its;
        count += finite;
      }
  return { count, best };
}

function* finitePoints(db: Db, ranges: PointRange[]): Generator<{ step: number; time: number; value: number }> {
  for (const range of ranges)
    for (const { step, time, value } of iteratePoints(db.$client, range))
      for (let i = 0; i < step.length; i++)
        if (Number.isFinite(value[i]!)) yield { step: step[i]!, time: time[i]!, value: value[i]! };
}

function isSome({ from, to }: PointRange): boolean {
  return from <= to;
}
