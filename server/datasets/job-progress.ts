import { and, eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { jobs, runs } from "#server/db/schema.ts";
import { move } from "#server/runs/move.ts";

export type JobRecord = typeof jobs.$inferSelect;

/** Take the oldest queued job; null when there is none. */
export function claimJob(db: Db): JobRecord | null {
  const next = db.select({ id: jobs.id }).from(jobs).where(eq(jobs.status, "queued")).orderBy(jobs.createdAt).get();
  if (!next) return null;
  return (
    db
      .update(jobs)
      .set({ status: "running", done: 0 })
      .where(and(eq(jobs.id, next.id), eq(jobs.status, "queued")))
      .returning()
      .get() ?? null
  );
}

/** Note how far a running job is, or who runs it. */
export function progressJob(
  db: Db,
  id: string,
  changes: Partial<Pick<JobRecord, "done" | "total" | "pid" | "pidStart" | "bootId">>,
) {
  db.update(jobs).set(changes).where(eq(jobs.id, id)).run();
}

/** A job has ended. Runs that wait for one that failed fail with it. */
export function endJob(db: Db, id: string, result: { path: string } | { error: string }, now = Date.now()) {
  db.transaction(
    (tx) => {
      const hasFailed = "error" in result;
      tx.update(jobs)
        .set({ ...result, status: hasFailed ? "failed" : "finished", endedAt: now, pid: null })
        .where(eq(jobs.id, id))
        .run();
      if (!hasFailed) return;
      const waiting = and(eq(runs.waitsForJob, id), eq(runs.status, "queued"));
      for (const run of tx.select({ id: runs.id }).from(runs).where(waiting).all())
        move(tx, run.id, "failed", {
          endedAt: now,
          endReason: `the sample data set could not be made: ${result.error}`,
        });
    },
    { behavior: "immediate" },
  );
}
