import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { checkpoints } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { writeRun } from "#server/runs/write.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { listCheckpoints } from "./list.ts";

/** Delete a checkpoint. Throws CONFLICT for the newest of a run that has not ended: a resume may need it. */
export function removeCheckpoint(client: Client, { runId, step }: { runId: string; step: number }) {
  const { db, paths } = client;
  const all = listCheckpoints(client, runId);
  if (!all.some((checkpoint) => checkpoint.step === step))
    throw new DomainError("NOT_FOUND", `run ${runId} has no checkpoint of step ${step}`);
  const { status } = findRun(db, runId);
  if (!hasEnded(status) && all[0]?.step === step)
    throw new DomainError("CONFLICT", `run ${runId} is ${status}; its newest checkpoint stays until it has ended`);
  const trash = join(paths.trash, `${runId}-${step}`);
  mkdirSync(paths.trash, { recursive: true });
  renameSync(runPaths(paths.run(runId)).checkpoint(step), trash);
  rmSync(trash, { recursive: true, force: true });
  db.delete(checkpoints)
    .where(and(eq(checkpoints.runId, runId), eq(checkpoints.step, step)))
    .run();
  writeRun(db, runId, {});
  return { runId, step };
}
