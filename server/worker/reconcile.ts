import { mkdirSync, rmSync } from "node:fs";
import { eq } from "drizzle-orm";
import { runs } from "#server/db/schema.ts";
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
  // Claimed, but the worker died before it began the attempt: nothing runs yet, so begin it now.
  for (const run of db.select().from(runs).where(eq(runs.status, "starting")).all())
    if (!wasBegun(paths.run(run.id), run.attempt)) starts.begin(run);
}
