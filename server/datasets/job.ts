import { and, desc, eq, inArray } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { jobs } from "#server/db/schema.ts";
import { newId } from "#server/runs/id.ts";

export type Job = {
  id: string;
  kind: "sample";
  size: number;
  episodes: number;
  status: "queued" | "running" | "finished" | "failed";
  done: number;
  total: number;
  error: string | null;
  path: string | null;
  createdAt: number;
  endedAt: number | null;
};

/** Ask for the sample data set of a size. A job for it that has not ended is returned instead of a second one. */
export function requestSample(
  tx: DbOrTx,
  { size, episodes, now = Date.now() }: { size: 64 | 128; episodes: number; now?: number },
): Job {
  const open = tx
    .select(COLUMNS)
    .from(jobs)
    .where(and(eq(jobs.size, size), inArray(jobs.status, ["queued", "running"])))
    .get();
  if (open) return open;
  return tx
    .insert(jobs)
    .values({ id: newId(), kind: "sample", size, episodes, status: "queued", total: episodes, createdAt: now })
    .returning(COLUMNS)
    .get();
}

/** Newest first. */
export function listJobs(db: DbOrTx): Job[] {
  return db.select(COLUMNS).from(jobs).orderBy(desc(jobs.createdAt)).limit(50).all();
}

const COLUMNS = {
  id: jobs.id,
  kind: jobs.kind,
  size: jobs.size,
  episodes: jobs.episodes,
  status: jobs.status,
  done: jobs.done,
  total: jobs.total,
  error: jobs.error,
  path: jobs.path,
  createdAt: jobs.createdAt,
  endedAt: jobs.endedAt,
};
