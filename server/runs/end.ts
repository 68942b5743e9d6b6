import { and, eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { attempts } from "#server/db/schema.ts";
import { decideEnd, type Evidence } from "./decide-end.ts";
import { findRun } from "./find.ts";
import { move } from "./move.ts";
import { hasEnded } from "./status.ts";

export type EndRun = { id: string; exit: Evidence["exit"]; lastWords: string | null; endedAt: number };

/** Record that a run's process has ended, by the rules of `decideEnd`. Its log must have been read to the end. */
export function endRun(db: Db, { id, exit, lastWords, endedAt }: EndRun) {
  return db.transaction(
    (tx) => {
      const run = findRun(tx, id);
      if (hasEnded(run.status)) return run;
      const thisAttempt = and(eq(attempts.runId, id), eq(attempts.attempt, run.attempt));
      const attempt = tx.select().from(attempts).where(thisAttempt).get();
      const said = attempt?.endStatus ? { status: attempt.endStatus, reason: attempt.endReason ?? "" } : null;
      const { status, reason } = decideEnd({ exit, said, stopRequested: run.stopRequestedAt !== null, lastWords });
      const how = { exitCode: exit?.code ?? null, exitSignal: exit?.signal ?? null };
      tx.update(attempts)
        .set({ ...how, endedAt })
        .where(thisAttempt)
        .run();
      return move(tx, id, status, { ...how, endedAt, endReason: reason, killAt: null });
    },
    { behavior: "immediate" },
  );
}
