import { rmSync } from "node:fs";
import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { listCheckpoints } from "./list.ts";
import { takeAway } from "./take-away.ts";

/** Delete a checkpoint. Throws CONFLICT for the newest of a run that has not ended: a resume may need it. */
export function removeCheckpoint(client: Client, { runId, step }: { runId: string; step: number }) {
  const all = listCheckpoints(client, runId);
  if (!all.some((checkpoint) => checkpoint.step === step))
    throw new DomainError("NOT_FOUND", `run ${runId} has no checkpoint of step ${step}`);
  const { status } = findRun(client.db, runId);
  if (!hasEnded(status) && all[0]?.step === step)
    throw new DomainError("CONFLICT", `run ${runId} is ${status}; its newest checkpoint stays until it has ended`);
  rmSync(takeAway(client, { runId, step }), { recursive: true, force: true });
  return { runId, step };
}
