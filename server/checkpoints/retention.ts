import type { RunStatus } from "#server/runs/status.ts";
import { hasEnded } from "#server/runs/status.ts";
import type { Text } from "#trainer/contract/config/field.ts";

export type RetentionRules = {
  /** So many of each run stay, the newest. */
  keepNewest: number;
  /** And so many of each run, the best by a metric; those without a finite value of it are none of them. */
  keepBest?: { metric: string; goal: "low" | "high"; count: number } | undefined;
};

type Candidate = { step: number; metrics: Record<string, number | string> };
type Owner = { status: RunStatus; starred: boolean };

/** Which of a run's complete checkpoints, newest first, the rules let go. */
export function chooseRemovals<C extends Candidate>(
  owner: Owner,
  checkpoints: readonly C[],
  rules: RetentionRules,
): C[] {
  if (whyUntouched(owner)) return [];
  const kept = new Set<C>(checkpoints.slice(0, rules.keepNewest));
  for (const best of bestOf(checkpoints, rules.keepBest)) kept.add(best);
  // It may be gone on with from there.
  if (owner.status !== "finished" && checkpoints[0]) kept.add(checkpoints[0]);
  return checkpoints.filter((checkpoint) => !kept.has(checkpoint));
}

/** Why no checkpoint of a run is touched, whatever the rules; null where the rules decide. */
export function whyUntouched({ status, starred }: Owner): Text | null {
  if (starred) return { en: "its run is starred", zh: "所属运行已加星标" };
  if (!hasEnded(status)) return { en: "its run has not ended", zh: "所属运行尚未结束" };
  return null;
}

/** Of two that are as good the newer comes first. */
function bestOf<C extends Candidate>(checkpoints: readonly C[], best: RetentionRules["keepBest"]): C[] {
  if (!best) return [];
  const sign = best.goal === "low" ? 1 : -1;
  const figureOf = ({ metrics }: C) => Number(metrics[best.metric] ?? Number.NaN);
  return checkpoints
    .filter((checkpoint) => Number.isFinite(figureOf(checkpoint)))
    .sort((a, b) => sign * (figureOf(a) - figureOf(b)) || b.step - a.step)
    .slice(0, best.count);
}
