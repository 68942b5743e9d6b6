import { desc, eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { checkpoints, runs } from "#server/db/schema.ts";
import { type CheckpointRow, readCheckpoint } from "./list.ts";

/** The newest checkpoints of all runs that still lie on the disk. */
export function listAllCheckpoints(
  { db, paths }: Client,
  { limit }: { limit: number },
): (CheckpointRow & { runName: string })[] {
  return db
    .select({ logged: checkpoints, runName: runs.name })
    .from(checkpoints)
    .innerJoin(runs, eq(runs.id, checkpoints.runId))
    .orderBy(desc(checkpoints.time))
    .limit(limit)
    .all()
    .map(({ logged, runName }) => {
      const { runId, step } = logged;
      return { ...readCheckpoint({ dir: paths.run(runId), runId, step, logged }), runName };
    })
    .filter(({ complete }) => complete);
}
