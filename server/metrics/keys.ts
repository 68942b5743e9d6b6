import { inArray } from "drizzle-orm";
import type { Db, DbOrTx } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";
import { metricKeys } from "#server/db/schema.ts";

export type KeyRow = { key: string; runIds: string[]; points: number; lastStep: number };

/** Every metric that any of the runs has, by name. */
export function listKeys(db: Db, { runIds }: { runIds: string[] }): KeyRow[] {
  const rows = keysOf(db.$client).all(JSON.stringify(runIds));
  return rows.map(({ runIds: ids, ...row }) => ({ ...row, runIds: JSON.parse(ids) as string[] }));
}

const keysOf = perConnection((sqlite) =>
  sqlite.prepare<[string], Omit<KeyRow, "runIds"> & { runIds: string }>(
    `SELECT key, json_group_array(run_id) AS runIds, sum(points) AS points, max(last_step) AS lastStep
     FROM metric_keys WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY key ORDER BY key`,
  ),
);

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
