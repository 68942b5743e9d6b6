import { mkdirSync, rmSync } from "node:fs";
import { eq, inArray } from "drizzle-orm";
import { noteGrowth } from "#server/console/times.ts";
import { runs } from "#server/db/schema.ts";
import { LIVE_STATUSES } from "#server/runs/status.ts";
import { wasBegun } from "./backends/local.ts";
import { requeueJobs } from "./requeue-jobs.ts";
import type { Starts } from "./starts.ts";
import type { World } from "./world.ts";

/** Put right what a worker that died left behind. Runs that live or died meanwhile are seen by `superviseRuns`. */
export function reconcile(world: World, starts: Starts) {
  const { db, paths } = world;
  mkdirSync(paths.runs, { recursive: true });
  rmSync(paths.trash, { recursive: true, force: true });
  requeueJobs(db);
  // What was printed while no worker looked came at a time that nobody knows.
  for (const { id, attempt } of db
    .select()
    .from(runs)
    .where(inArray(runs.status, [...LIVE_STATUSES]))
    .all())
    noteGrowth(paths.run(id), { attempt, now: Date.now(), isGap: true });
  // Claimed, but the worker died before it began the attempt: nothing runs yet, so begin it now.
  for (const run of db.select().from(runs).where(eq(runs.status, "starting")).all())
    if (!wasBegun(paths.run(run.id), run.attempt)) starts.begin(run);
}
