import { sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { queue } from "#server/db/schema.ts";
import { pauseQueue, type QueuePause, readPause } from "./pause.ts";

/** A start that fails within this time says more of the machine than of the run. */
const QUICK_MS = 60_000;
const IN_A_ROW = 3;

/**
 * Pause the queue where the last three attempts here all failed quickly and others wait to be fed to the same machine.
 * A stop on request and a SIGTERM from elsewhere are no failures. Call it in the transaction that ends a run.
 */
export function breakQueue(tx: DbOrTx, { now }: { now: number }): QueuePause | null {
  if (readPause(tx)) return null;
  const since = tx.select({ at: queue.resumedAt }).from(queue).get()?.at ?? 0;
  const last = tx.all<{ id: string; failed: 0 | 1 }>(
    sql`SELECT run_id AS id, attempts.ended_at - attempts.started_at BETWEEN 0 AND ${QUICK_MS}
          AND attempts.exit_code IS NOT 0 AND attempts.exit_signal IS NOT 'SIGTERM'
          AND NOT (runs.status = 'cancelled' AND runs.attempt = attempts.attempt) AS failed
        FROM attempts JOIN runs ON runs.id = run_id
        WHERE remote = 0 AND attempts.ended_at > ${since} ORDER BY attempts.ended_at DESC, attempts.rowid DESC LIMIT ${IN_A_ROW}`,
  );
  if (last.length < IN_A_ROW || !last.every(({ failed }) => failed === 1)) return null;
  const failedRuns = [...new Set(last.map(({ id }) => id))];
  const waits = sql`SELECT 1 FROM runs WHERE status = 'queued' AND held = 0 AND id <> ${failedRuns[0]} LIMIT 1`;
  return tx.get(waits) ? pauseQueue(tx, { by: "breaker", failedRuns, now }) : null;
}
