import { mkdirSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { checkpoints } from "#server/db/schema.ts";
import { writeRun } from "#server/runs/write.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

/** Take a checkpoint out of its run at one stroke; returns the folder in the trash that is left to delete. */
export function takeAway({ db, paths }: Client, { runId, step }: { runId: string; step: number }): string {
  mkdirSync(paths.trash, { recursive: true });
  const trash = mkdtempSync(join(paths.trash, `${runId}-`));
  renameSync(runPaths(paths.run(runId)).checkpoint(step), join(trash, String(step)));
  db.delete(checkpoints)
    .where(and(eq(checkpoints.runId, runId), eq(checkpoints.step, step)))
    .run();
  writeRun(db, runId, {});
  return trash;
}
