import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { attempts } from "#server/db/schema.ts";
import { isSystemMetric } from "#trainer/contract/system-metrics.ts";
import type { PointRange } from "./read.ts";
import type { Tables } from "./tables.ts";

/** Points of `attempt` are shown up to and with `upTo`; later ones were overtaken by a later attempt. */
export type ShownRange = { attempt: number; fromStep: number; upTo: number };

/** Which steps of each attempt are shown, in order of attempts: where attempts overlap, the highest wins. */
export function shownRanges(db: DbOrTx, runId: string): ShownRange[] {
  const rows = db
    .select({ attempt: attempts.attempt, step: attempts.step })
    .from(attempts)
    .where(eq(attempts.runId, runId))
    .orderBy(attempts.attempt)
    .all();
  let upTo = Number.MAX_SAFE_INTEGER;
  return rows
    .reverse()
    .map(({ attempt, step }) => {
      const range = { attempt, fromStep: step ?? 0, upTo };
      if (step !== null) upTo = Math.min(upTo, step);
      return range;
    })
    .reverse();
}

/** The same where the metric is known: one of the machine counts seconds, which go on where training went back. */
export function shownFor(key: string, ranges: ShownRange[]): ShownRange[] {
  return isSystemMetric(key) ? ranges.map((range) => ({ ...range, upTo: Number.MAX_SAFE_INTEGER })) : ranges;
}

/** The same for one metric: a later attempt may log the very step that it resumed from, and hides it then. */
export function shownParts({ firstStep }: Tables, keyId: number, ranges: ShownRange[]): PointRange[] {
  if (ranges.length === 1) return [{ keyId, attempt: ranges[0]!.attempt, from: 0, to: Number.MAX_SAFE_INTEGER }];
  let overtaken = Number.MAX_SAFE_INTEGER;
  return ranges
    .toReversed()
    .flatMap(({ attempt, upTo }) => {
      const first = firstStep.get({ keyId, attempt });
      if (first === null || first === undefined) return [];
      const to = Math.min(upTo, overtaken);
      overtaken = Math.min(overtaken, first - 1);
      return first <= to ? [{ keyId, attempt, from: 0, to }] : [];
    })
    .reverse();
}
