import { inArray, sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { runs, worker } from "#server/db/schema.ts";
import { readEnv } from "#server/env.ts";
import { type RunRow, readRunRows } from "#server/runs/row.ts";
import { LIVE_STATUSES } from "#server/runs/status.ts";

/** Runs that live and runs that wait, the next one first. */
export function readQueue(db: DbOrTx): { running: RunRow[]; queued: RunRow[]; slots: number } {
  return {
    running: readRunRows(db, { where: inArray(runs.status, [...LIVE_STATUSES]), orderBy: [sql`${runs.startedAt}`] }),
    queued: readRunRows(db, {
      where: sql`${runs.status} = 'queued'`,
      orderBy: [sql`${runs.queuedAt}`, sql`"runs"."rowid"`],
    }),
    slots: db.select().from(worker).get()?.slots ?? readEnv().slots,
  };
}
