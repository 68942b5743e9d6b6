import fs from "node:fs";
import { listCheckpoints } from "../checkpoint.ts";
import type { TrainingConfig } from "../contract/config/training.ts";
import type { TrainConfig } from "../contract/config.ts";
import { decodeValue } from "../contract/log.ts";

/** What "the best" means: the lowest L1 on held-out data; InfoNCE there when the policy is frozen. */
export function rankingMetric({ energy }: Pick<TrainConfig, "energy">): string {
  return energy.only ? "val/energy_loss" : "val/l1_loss";
}

/**
 * Remove the checkpoints that the rule does not keep; the newest always stays. One that was not validated at its own
 * step is never among the best. Returns the steps removed.
 */
export function pruneCheckpoints(runDir: string, rule: TrainingConfig["keepCheckpoints"], metric: string): number[] {
  if (rule === "all") return [];
  const all = listCheckpoints(runDir);
  const kept = new Set(all.slice(-1));
  if (rule !== "latest") for (const checkpoint of bestOf(all, rule.best, metric)) kept.add(checkpoint);
  const removed = all.filter((checkpoint) => !kept.has(checkpoint));
  for (const { dir } of removed) fs.rmSync(dir, { recursive: true, force: true });
  return removed.map(({ step }) => step);
}

/** Lowest first; of equals the earlier. */
function bestOf(all: ReturnType<typeof listCheckpoints>, count: number, metric: string) {
  const ranked = all.flatMap((checkpoint) => {
    const value = decodeValue(checkpoint.manifest.metrics[metric] ?? Number.NaN);
    return Number.isFinite(value) ? [{ checkpoint, value }] : [];
  });
  return ranked
    .sort((a, b) => a.value - b.value)
    .slice(0, count)
    .map(({ checkpoint }) => checkpoint);
}
