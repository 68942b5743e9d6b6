import { sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import { canonicalMetric } from "#trainer/contract/metrics.ts";
import type { Objective } from "./plan.ts";

/** A run's objective. `best` is null while no value was finite, `last` is as logged. */
export type ObjectiveValue = { best: number | null; last: number | string; step: number };

/** The objective of every run of a sweep that has logged it, by run. */
export function readObjective(db: DbOrTx, sweepId: string, { metric, goal }: Objective): Map<string, ObjectiveValue> {
  const rows = db.all<{ runId: string; min: number | null; max: number | null; last: number | null; step: number }>(
    sql`SELECT runs.id AS runId, min, max, last_value AS last, last_step AS step
        FROM runs JOIN metric_keys ON run_id = runs.id AND metric_keys.key = ${canonicalMetric(metric)}
        WHERE sweep_id = ${sweepId} AND points > 0`,
  );
  return new Map(
    rows.map(({ runId, min, max, last, step }) => [
      runId,
      { best: goal === "min" ? min : max, last: encodeValue(last ?? Number.NaN), step },
    ]),
  );
}

/** Whether `a` is strictly the better value. */
export function isBetter(a: number, b: number, goal: Objective["goal"]): boolean {
  return goal === "min" ? a < b : a > b;
}
