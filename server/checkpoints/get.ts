import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { type CheckpointRow, listCheckpoints } from "./list.ts";

/** Throws NOT_FOUND. */
export function getCheckpoint(client: Client, { runId, step }: { runId: string; step: number }): CheckpointRow {
  const row = listCheckpoints(client, runId).find((checkpoint) => checkpoint.step === step);
  if (!row) throw new DomainError("NOT_FOUND", `run ${runId} has no checkpoint of step ${step}`);
  return row;
}
