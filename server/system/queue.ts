import { inArray, sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { runs, worker } from "#server/db/schema.ts";
import { readEnv } from "#server/env.ts";
import { QUEUE_ORDER } from "#server/queue/order.ts";
import { type QueuePause, readPause } from "#server/queue/pause.ts";
import { type RunRow, readRunRows } from "#server/runs/row.ts";
import { LIVE_STATUSES } from "#server/runs/status.ts";

export type QueueState = {
  running: RunRow[];
  queued: RunRow[];
  /** Runs that may live at the same time. */
  slots: number;
  /** Indices of the GPUs that runs may have. */
  gpus: number[];
  paused: QueuePause | null;
};

/** Runs that live and runs that wait, the next one first. */
export function readQueue(db: DbOrTx): QueueState {
  const row = db.select().from(worker).get();
  return {
    running: readRunRows(db, { where: inArray(runs.status, [...LIVE_STATUSES]), orderBy: [sql`${runs.startedAt}`] }),
    queued: readRunRows(db, {
      where: sql`${runs.status} = 'queued'`,
      orderBy: QUEUE_ORDER,
    }),
    slots: row?.slots ?? readEnv().slots,
    gpus: row?.gpus ?? [],
    paused: readPause(db),
  };
}
