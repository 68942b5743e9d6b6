import fs from "node:fs";
import { listCheckpoints } from "./checkpoint.ts";
import type { TrainingConfig } from "./contract/config/training.ts";

/** Remove the checkpoints that the rule does not keep; the newest always stays. Returns the steps removed. */
export function pruneCheckpoints(runDir: string, rule: TrainingConfig["keepCheckpoints"]): number[] {
  if (rule === "all") return [];
  const all = listCheckpoints(runDir);
  const newest = all.at(-1);
  const best =
    rule === "latest"
      ? []
      : [...all].sort((a, b) => rank(a.manifest.metrics) - rank(b.manifest.metrics)).slice(0, rule.best);
  const removed = all.filter((checkpoint) => checkpoint !== newest && !best.includes(checkpoint));
  for (const { dir } of removed) fs.rmSync(dir, { recursive: true, force: true });
  return removed.map(({ step }) => step);
}

/** By validation L1; a checkpoint that was never validated ranks last. */
function rank(metrics: Record<string, number | string>): number {
  const value = Number(metrics["val/l1_loss"]);
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}
