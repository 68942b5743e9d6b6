import { and, eq, gte } from "drizzle-orm";
import type { Db, DbOrTx } from "#server/db/open.ts";
import { attempts, checkpoints } from "#server/db/schema.ts";
import { breakQueue } from "#server/queue/break.ts";
import { stoppedSentence } from "#server/sweeps/stopped-sentence.ts";
import { decideEnd, type Evidence } from "./decide-end.ts";
import { classify } from "./failure.ts";
import { findRun } from "./find.ts";
import { move } from "./move.ts";
import { queueAgain } from "./queue-again.ts";
import { planRetry, type RetryPolicy } from "./retry.ts";
import { hasEnded } from "./status.ts";
import type { RunRecordRow } from "./write.ts";

export type EndRun = Omit<Evidence, "said" | "stopRequested"> & { id: string; endedAt: number; retry?: RetryPolicy };

/**
 * Record that a run's process has ended, by the rules of `decideEnd`; what may pass goes back into the queue by `retry`.
 * Its log must have been read to the end.
 */
export function endRun(db: Db, { id, endedAt, retry = { limit: 0 }, ...evidence }: EndRun) {
  const { exit } = evidence;
  return db.transaction(
    (tx) => {
      const run = findRun(tx, id);
      if (hasEnded(run.status)) return run;
      const thisAttempt = and(eq(attempts.runId, id), eq(attempts.attempt, run.attempt));
      const attempt = tx.select().from(attempts).where(thisAttempt).get();
      const said = attempt?.endStatus ? { status: attempt.endStatus, reason: attempt.endReason ?? "" } : null;
      const stopRequested = run.stopRequestedAt !== null;
      const { status, reason: found } = decideEnd({ ...evidence, said, stopRequested });
      const reason = (status === "cancelled" && ruleThatStopped(run)) || found;
      const failure = classify(status, evidence);
      const how = { exitCode: exit?.code ?? null, exitSignal: exit?.signal ?? null };
      tx.update(attempts)
        .set({ ...how, endedAt })
        .where(thisAttempt)
        .run();
      const ended = move(tx, id, status, { ...how, endedAt, endReason: reason, failure, killAt: null });
      const gotFurther = hasSavedSince(tx, id, attempt?.startedAt ?? run.createdAt);
      // Whoever asked it to stop, a person or its sweep, did not want it to go on.
      const again = stopRequested ? null : planRetry({ failure, retries: run.retries, gotFurther, endedAt }, retry);
      const kept = { endReason: reason, failure };
      const last = again ? queueAgain(tx, id, { now: endedAt, queueOrder: run.queueOrder, ...kept, ...again }) : ended;
      if (failure !== null) breakQueue(tx, { now: endedAt });
      return last;
    },
    { behavior: "immediate" },
  );
}

/** What its sweep wrote when it asked for this stop; null when a person asked, also where a rule had stopped it before. */
function ruleThatStopped({ stoppedBy, endReason }: RunRecordRow): string | null {
  return stoppedBy !== null && endReason === stoppedSentence(stoppedBy).en ? endReason : null;
}

function hasSavedSince(tx: DbOrTx, id: string, time: number): boolean {
  const saved = and(eq(checkpoints.runId, id), gte(checkpoints.time, time));
  return tx.select({ step: checkpoints.step }).from(checkpoints).where(saved).limit(1).get() !== undefined;
}
