import type { Mark } from "./marks.ts";
import { isBetter } from "./objective.ts";
import type { Objective, StoppedBy } from "./plan.ts";

/**
 * Whether a metric that is NaN or infinite stops a run: the objective, and whatever is called a loss. Others are so in
 * good runs too: a gradient norm where half precision overflows, a ratio of nothing to nothing.
 */
export function isLossLike(metric: string, objective: string): boolean {
  return metric === objective || (/loss/i.test(metric) && !/^(system|perf)\//.test(metric));
}

/** A run that is not better than at its first point by a share of what it was there; null when it is. */
export function judgeProgress(
  mark: Mark,
  { metric, goal }: Objective,
  { by }: { by: number },
): Extract<StoppedBy, { rule: "noProgress" }> | null {
  const { first, best, step } = mark;
  const isEnough = isBetter(best, first, goal) && Math.abs(best - first) >= by * Math.abs(first);
  return isEnough ? null : { rule: "noProgress", metric, step, first, best };
}

/** The steps at which halving compares runs, as far as `last`. */
export function rungsUpTo(last: number, { firstStep, eta }: { firstStep: number; eta: number }): number[] {
  const rungs: number[] = [];
  for (let step = firstStep; step <= last; step *= eta) rungs.push(step);
  return rungs;
}

/**
 * A run at a rung beside those that got there before it; null when it goes on. With fewer than eta there the best one
 * goes on; who is as good as the last that goes on does so too.
 */
export function judgeRung(
  mark: Mark,
  earlier: Mark[],
  { metric, goal }: Objective,
  { eta }: { eta: number },
): Extract<StoppedBy, { rule: "halving" }> | null {
  const of = earlier.length + 1;
  const kept = Math.max(1, Math.floor(of / eta));
  const place = 1 + earlier.filter(({ best }) => isBetter(best, mark.best, goal)).length;
  return place <= kept ? null : { rule: "halving", metric, step: mark.step, value: mark.best, place, of, kept };
}
