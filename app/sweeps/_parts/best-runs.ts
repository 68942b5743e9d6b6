import type { SweepRun } from "#app/_trpc/rows.ts";

/** Runs with a value of the objective, the best first. */
export function bestRuns(runs: readonly SweepRun[], goal: "min" | "max"): SweepRun[] {
  const valued = runs.filter(({ objective }) => (objective?.best ?? null) !== null);
  const sign = goal === "min" ? 1 : -1;
  return valued.sort((a, b) => sign * (a.objective!.best! - b.objective!.best!));
}
