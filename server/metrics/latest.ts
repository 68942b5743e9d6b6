import type { Db } from "#server/db/open.ts";
import { encodeValue } from "#trainer/contract/log.ts";

export type LatestValue = {
  step: number;
  value: number | string;
  time: number;
  min: number | null;
  max: number | null;
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
];

/** The last value of every metric of some runs, with the least and the greatest finite one. */
export function latestValues(db: Db, { runIds }: { runIds: string[] }): LatestRow[] {
  const byRun = new Map<string, LatestRow>(runIds.map((runId) => [runId, { runId, values: {} }]));
  // Rows as arrays: a thousand runs have ten thousand of them and more.
  const rows = db.$client
    .prepare<[string], Row>(
      `SELECT run_id, key, last_step, last_value, last_time, min, max FROM metric_keys
       WHERE run_id IN (SELECT value FROM json_each(?))`,
    )
    .raw(true)
    .all(JSON.stringify(runIds));
  for (const [runId, key, step, value, time, min, max] of rows)
    byRun.get(runId)!.values[key] = { step, value: encodeValue(value ?? Number.NaN), time, min, max };
  return [...byRun.values()];
}
