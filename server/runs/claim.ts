import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { attempts, runs } from "#server/db/schema.ts";
import { QUEUE_ORDER } from "#server/queue/order.ts";
import { readPause } from "#server/queue/pause.ts";
import { move } from "./move.ts";
import { LIVE_STATUSES } from "./status.ts";
import type { RunRecordRow } from "./write.ts";

export type ClaimRun = {
  /** Runs that may live at the same time. */
  slots: number;
  /** Indices of the GPUs here. */
  gpus?: readonly number[] | undefined;
  now?: number;
};

/** Take the next queued run that fits, as its next attempt, with all the GPUs that it needs; null when none does. */
export function claimRun(db: Db, { slots, gpus = [], now = Date.now() }: ClaimRun): RunRecordRow | null {
  // Immediate: two workers may read the same queued row before either writes.
  return db.transaction(
    (tx) => {
      const live = tx
        .select({ gpus: runs.gpus })
        .from(runs)
        .where(and(inArray(runs.status, [...LIVE_STATUSES]), eq(runs.remote, false)))
        .all();
      if (live.length >= slots || readPause(tx)) return null;
      const taken = new Set(live.flatMap((run) => run.gpus));
      const free = gpus.filter((gpu) => !taken.has(gpu));
      const ready = tx
        .select({ id: runs.id, attempt: runs.attempt, startedAt: runs.startedAt, needs: runs.needs })
        .from(runs)
        .where(
          sql`${eq(runs.status, "queued")} AND NOT ${runs.held} AND coalesce(${runs.notBefore}, 0) <= ${now}
          AND (${runs.waitsForJob} IS NULL
            OR NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = ${runs.waitsForJob} AND jobs.status <> 'finished'))`,
        )
        .orderBy(...QUEUE_ORDER)
        .all();
      const next = firstThatFits(ready, { free: free.length, all: gpus.length });
      if (!next) return null;
      const attempt = next.attempt + 1;
      tx.insert(attempts)
        .values({ runId: next.id, attempt, startedAt: now })
        .onConflictDoUpdate({ target: [attempts.runId, attempts.attempt], set: { startedAt: now } })
        .run();
      const own = free.slice(0, next.needs.gpus);
      return move(tx, next.id, "starting", { attempt, gpus: own, notBefore: null, startedAt: next.startedAt ?? now });
    },
    { behavior: "immediate" },
  );
}

/**
 * A run that needs no GPU may pass those that wait for one; among runs that need GPUs none is passed, or a large one
 * would wait for ever. One that needs more than there are is left out.
 */
function firstThatFits<T extends { needs: { gpus: number } }>(
  ready: T[],
  { free, all }: { free: number; all: number },
) {
  const forGpus = ready.find(({ needs }) => needs.gpus > 0 && needs.gpus <= all);
  return ready.find((run) => run.needs.gpus === 0 || (run === forGpus && run.needs.gpus <= free));
}
