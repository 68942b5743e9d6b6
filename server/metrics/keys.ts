import { inArray } from "drizzle-orm";
import type { Db, DbOrTx } from "#server/db/open.ts";
import { metricKeys } from "#server/db/schema.ts";

export type KeyRow = { key: string; runIds: string[]; points: number; lastStep: number };

/** Every metric that any of the runs has, by name. */
export function listKeys(db: DbOrTx, { runIds }: { runIds: string[] }): KeyRow[] {
  const byKey = new Map<string, KeyRow>();
  for (const { key, runId, points, lastStep } of readKeys(db, runIds)) {
    const row = byKey.get(key) ?? { key, runIds: [], points: 0, lastStep: 0 };
    row.runIds.push(runId);
    row.points += points;
    row.lastStep = Math.max(row.lastStep, lastStep);
    byKey.set(key, row);
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function readKeys(db: DbOrTx, runIds: string[]) {
  return db.select().from(metricKeys).where(inArray(metricKeys.runId, runIds)).all();
}

/** The numbers that metrics of runs are stored under; undefined where a run has no such metric. */
export function readKeyIds(db: Db, pairs: { runId: string; key: string }[]): (number | undefined)[] {
  const find = db.$client
    .prepare<[string, string], number>("SELECT id FROM metric_keys WHERE run_id = ? AND key = ?")
    .pluck();
  return pairs.map(({ runId, key }) => find.get(runId, key));
}
