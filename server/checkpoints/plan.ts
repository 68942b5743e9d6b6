import { inArray } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { runs } from "#server/db/schema.ts";
import { findRun } from "#server/runs/find.ts";
import { fingerprint } from "./fingerprint.ts";
import { listCheckpoints } from "./list.ts";
import { chooseRemovals, type RetentionRules, whyUntouched } from "./retention.ts";

export type PlannedCheckpoint = {
  runId: string;
  runName: string;
  step: number;
  bytes: number;
  time: number;
  fingerprint: string;
};
export type RemovalPlan = { checkpoints: PlannedCheckpoint[]; bytes: number };

/**
 * Every checkpoint that the rules let go, of all runs or some, those of the oldest runs first. Torn ones are none of
 * them: they count for nothing and stay. Throws NOT_FOUND for a run that is not there.
 */
export function planRemovals(
  client: Client,
  { rules, runIds }: { rules: RetentionRules; runIds?: string[] | undefined },
): RemovalPlan {
  const { db } = client;
  for (const id of runIds ?? []) findRun(db, id);
  const owners = db
    .select({ id: runs.id, name: runs.name, status: runs.status, starred: runs.starred })
    .from(runs)
    .where(runIds && inArray(runs.id, runIds))
    .orderBy(runs.createdAt)
    .all();
  const checkpoints = owners
    .filter((owner) => !whyUntouched(owner))
    .flatMap((owner) => removalsOf(client, owner, rules));
  return { checkpoints, bytes: checkpoints.reduce((sum, { bytes }) => sum + bytes, 0) };
}

type Owner = Parameters<typeof chooseRemovals>[0] & { id: string; name: string };

/** Of one run, oldest first. */
export function removalsOf(client: Client, owner: Owner, rules: RetentionRules): PlannedCheckpoint[] {
  const complete = listCheckpoints(client, owner.id).filter((checkpoint) => checkpoint.complete);
  return chooseRemovals(owner, complete, rules)
    .reverse()
    .map((checkpoint) => {
      const { runId, step, bytes, time } = checkpoint;
      return { runId, runName: owner.name, step, bytes, time, fingerprint: fingerprint(checkpoint) };
    });
}
