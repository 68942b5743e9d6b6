import type { Db } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";
import { encodeValue } from "#trainer/contract/log.ts";

export type LatestValue = {
  step: number;
  value: number | string;
  time: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  /** Points with a finite value; least, greatest and mean are theirs. */
  finite: number;
};
export type LatestRow = { runId: string; values: Record<string, LatestValue> };

type Row = [
  runId: string,
  key: string,
  step: number,
  value: number | null,
  time: number,
  min: number | null,
  max: number | null,
  mean: number | null,
  finite: number,
];

/** Some megabytes; more make it forget all and begin again. */
const RUNS_REMEMBERED = 2000;

/** The last value of every metric of some runs, with least, greatest and mean of the finite ones. */
export function latestValues(db: Db, { runIds }: { runIds: string[] }): LatestRow[] {
  const { revisions, last, known } = latestOf(db.$client);
  return db.transaction(() => {
    const wanted = JSON.stringify(runIds);
    // Most of a lab's runs have ended: what was read of a run holds as long as its revision does.
    const found = new Map<string, Known>();
    const changed: string[] = [];
    for (const [runId, revision] of revisions.all(wanted)) {
      const old = known.get(runId);
      found.set(runId, old?.revision === revision ? old : { revision, values: {} });
      if (found.get(runId) !== old) changed.push(runId);
    }
    if (changed.length > 0)
      for (const [runId, key, step, value, time, min, max, mean, finite] of last.all(JSON.stringify(changed)))
        found.get(runId)!.values[key] = { step, value: encodeValue(value ?? Number.NaN), time, min, max, mean, finite };
    if (known.size + changed.length > RUNS_REMEMBERED) known.clear();
    for (const [runId, values] of found) known.set(runId, values);
    return runIds.map((runId) => ({ runId, values: found.get(runId)?.values ?? {} }));
  });
}

type Known = { revision: number; values: LatestRow["values"] };

const latestOf = perConnection((sqlite) => ({
  known: new Map<string, Known>(),
  revisions: sqlite
    .prepare<[string], [runId: string, revision: number]>(
      "SELECT runs.id, revision FROM json_each(?) AS asked CROSS JOIN runs ON runs.id = asked.value",
    )
    .raw(true),
  // Rows as arrays: a thousand runs have ten thousand of them and more.
  last: sqlite
    .prepare<[string], Row>(
      `SELECT run_id, metric_keys.key, last_step, last_value, last_time, min, max, mean, finite
       FROM json_each(?) AS asked CROSS JOIN metric_keys ON run_id = asked.value`,
    )
    .raw(true),
}));
