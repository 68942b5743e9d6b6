import type { DbOrTx } from "#server/db/open.ts";
import { queue } from "#server/db/schema.ts";

export type QueuePause = { at: number; by: "person" | "breaker"; failedRuns: string[] };

/** Why no waiting run is started; null while they are. */
export function readPause(db: DbOrTx): QueuePause | null {
  const row = db.select().from(queue).get();
  if (!row?.pausedAt) return null;
  return { at: row.pausedAt, by: row.pausedBy ?? "person", failedRuns: row.failedRuns };
}

/** Start no more waiting runs. Those that live go on. */
export function pauseQueue(
  db: DbOrTx,
  { by = "person", failedRuns = [], now = Date.now() }: Partial<Omit<QueuePause, "at">> & { now?: number } = {},
): QueuePause {
  const row = { pausedAt: now, pausedBy: by, failedRuns };
  db.insert(queue)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: queue.id, set: row })
    .run();
  return { at: now, by, failedRuns };
}

/** Start waiting runs again. Failures before now no longer count against the machine. */
export function resumeQueue(db: DbOrTx, { now = Date.now() } = {}): null {
  const row = { pausedAt: null, pausedBy: null, failedRuns: [], resumedAt: now };
  db.insert(queue)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: queue.id, set: row })
    .run();
  return null;
}
