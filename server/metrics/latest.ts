import type { DbOrTx } from "#server/db/open.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import { readKeys } from "./keys.ts";

export type LatestValue = {
  step: number;
  value: number | string;
  time: number;
  min: number | null;
  max: number | null;
};
export type LatestRow = { runId: string; values: Record<string, LatestValue> };

/** The last value of every metric of some runs, with the least and the greatest finite one. */
export function latestValues(db: DbOrTx, { runIds }: { runIds: string[] }): LatestRow[] {
  const byRun = new Map<string, LatestRow>(runIds.map((runId) => [runId, { runId, values: {} }]));
  for (const { runId, key, lastStep, lastTime, lastValue, min, max } of readKeys(db, runIds))
    byRun.get(runId)!.values[key] = {
      step: lastStep,
      value: encodeValue(lastValue ?? Number.NaN),
      time: lastTime,
      min,
      max,
    };
  return [...byRun.values()];
}
