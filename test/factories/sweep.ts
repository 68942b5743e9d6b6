import { join } from "node:path";
import { createSweep } from "#server/sweeps/create.ts";
import { getSweep, type SweepRun } from "#server/sweeps/get.ts";
import { SweepPlan } from "#server/sweeps/plan.ts";
import type { World } from "#server/worker/world.ts";
import { PROGRAMS } from "./launch.ts";

type Curve = {
  plan: Omit<Partial<Parameters<typeof SweepPlan.parse>[0] & object>, "fields">;
  environment?: Record<string, string>;
  graceSeconds?: number;
};

/** A grid of curve.mjs over values of its environment variables; what its objective is and stops it is in `plan`. */
export function sweepCurves(
  world: World,
  fields: Record<string, (string | number)[]>,
  { plan, environment = {}, graceSeconds = 60 }: Curve,
) {
  const command = [process.execPath, join(PROGRAMS, "curve.mjs"), "{runDir}"];
  const whole = SweepPlan.parse({
    method: "grid",
    objective: { metric: "val/loss", goal: "min" },
    ...plan,
    fields: Object.entries(fields).map(([name, values]) => ({ path: `environment.${name}`, kind: "values", values })),
  });
  const config = { command, environment, graceSeconds };
  const { id } = createSweep(world, { recipe: "command", preset: null, config, plan: whole, name: "curves" });
  return { id, runs: () => getSweep(world.db, id).runs, run: (trial: number) => runOf(world, id, trial) };
}

function runOf(world: World, id: string, trial: number): SweepRun {
  return getSweep(world.db, id).runs.find((run) => run.trial === trial)!;
}
