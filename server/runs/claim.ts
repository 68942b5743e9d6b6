import { and, count, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { attempts, runs } from "#server/db/schema.ts";
import { move } from "./move.ts";
import { LIVE_STATUSES } from "./status.ts";
import type { RunRecordRow } from "./write.ts";

/** Take the next queued run when a slot is free, as its next attempt; null when there is none. */
export function claimRun(db: Db, { slots, now = Date.now() }: { slots: number; now?: number }): RunRecordRow | null {
  // Immediate: two workers may read the same queued row before either writes.
  return db.transaction(
    (tx) => {
      const live = tx
        .select({ count: count() })
        .from(runs)
        .where(and(inArray(runs.status, [...LIVE_STATUSES]), eq(runs.remote, false)))
        .get();
      if (live!.count >= slots) return null;
      const next = tx
        .select({ id: runs.id, attempt: runs.attempt, startedAt: runs.startedAt })
        .from(runs)
        .where(
          sql`${eq(runs.status, "queued")} AND (${runs.waitsForJob} IS NULL
          OR NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = ${runs.waitsForJob} AND jobs.status <> 'finished'))`,
        )
        .orderBy(runs.queuedAt, sql`rowid`)
        .limit(1)
        .get();
      if (!next) return null;
      const attempt = next.attempt + 1;
      tx.insert(attempts)
        .values({ runId: next.id, attempt, startedAt: now })
        .onConflictDoUpdate({ target: [attempts.runId, attempts.attempt], set: { startedAt: now } })
        .run();
      return move(tx, next.id, "starting", { attempt, startedAt: next.startedAt ?? now });
    },
    { behavior: "immediate" },
  );
}
