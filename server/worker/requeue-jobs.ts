import { eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { jobs } from "#server/db/schema.ts";
import { isAlive } from "./processes.ts";

/** Jobs that a dead worker was running start over; what is left of their processes is ended first. */
export function requeueJobs(db: Db) {
  for (const job of db.select().from(jobs).where(eq(jobs.status, "running")).all()) {
    const { pid, pidStart, bootId } = job;
    if (pid && pidStart && bootId && isAlive({ pid, start: pidStart, bootId })) process.kill(pid, "SIGKILL");
    db.update(jobs).set({ status: "queued", done: 0, pid: null }).where(eq(jobs.id, job.id)).run();
  }
}
