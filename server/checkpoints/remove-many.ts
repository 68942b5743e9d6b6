import { rm } from "node:fs/promises";
import { eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { runs } from "#server/db/schema.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { fingerprint } from "./fingerprint.ts";
import { listCheckpoints } from "./list.ts";
import { removalsOf } from "./plan.ts";
import { type RetentionRules, whyUntouched } from "./retention.ts";
import { takeAway } from "./take-away.ts";

export type NamedCheckpoint = { runId: string; step: number; fingerprint: string };
export type RemovedMany = {
  removed: { runId: string; step: number; bytes: number }[];
  /** What was named and stays, each with why. */
  left: { runId: string; step: number; why: Text }[];
  /** That were freed. */
  bytes: number;
};

/**
 * Delete the checkpoints that a plan named and no other. Each is looked at again by the plan's rules just before: what
 * has changed, or must stay now, stays.
 */
export async function removeMany(
  client: Client,
  { rules, checkpoints }: { rules: RetentionRules; checkpoints: readonly NamedCheckpoint[] },
): Promise<RemovedMany> {
  const result: RemovedMany = { removed: [], left: [], bytes: 0 };
  for (const named of checkpoints) {
    const { runId, step } = named;
    try {
      const taken = takeIfPlanned(client, rules, named);
      if ("why" in taken) {
        result.left.push({ runId, step, why: taken.why });
        continue;
      }
      await rm(taken.trash, { recursive: true, force: true });
      result.removed.push({ runId, step, bytes: taken.bytes });
      result.bytes += taken.bytes;
    } catch (error) {
      // One folder that cannot be deleted must not hide what happened to the others.
      const { message } = error as Error;
      const why = { en: `it could not be deleted: ${message}`, zh: `无法删除：${message}` };
      result.left.push({ runId, step, why });
    }
  }
  return result;
}

type Taken = { trash: string; bytes: number } | { why: Text };

/** In one transaction, so that nobody resumes the run from it in between. */
function takeIfPlanned(client: Client, rules: RetentionRules, named: NamedCheckpoint): Taken {
  const { runId, step } = named;
  return client.db.transaction(
    (tx): Taken => {
      const { id, name, status, starred } = runs;
      const owner = tx.select({ id, name, status, starred }).from(runs).where(eq(runs.id, runId)).get();
      if (!owner) return { why: { en: "its run is gone", zh: "所属运行已不存在" } };
      const untouched = whyUntouched(owner);
      if (untouched) return { why: untouched };
      const found = listCheckpoints(client, runId).find((checkpoint) => checkpoint.step === step);
      if (!found) return { why: { en: "it is gone already", zh: "已不存在" } };
      if (fingerprint(found) !== named.fingerprint)
        return { why: { en: "it has changed since the preview", zh: "预览之后已发生变化" } };
      const planned = removalsOf(client, owner, rules).some((checkpoint) => checkpoint.step === step);
      if (!planned) return { why: { en: "the rules keep it now", zh: "按规则现在应予保留" } };
      return { trash: takeAway(client, named), bytes: found.bytes };
    },
    { behavior: "immediate" },
  );
}
