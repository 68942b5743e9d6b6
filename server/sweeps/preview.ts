import type { Client } from "#server/db/client.ts";
import type { Finding } from "#server/runs/finding.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { checkSweep, type SweepInput } from "./check.ts";
import { expandPlan, type Trial } from "./expand.ts";
import type { SweepProblem } from "./problem.ts";

export type SweepPreview = {
  /** How many runs it would make, also where that is too many. */
  runs: number;
  /** The first ones. */
  trials: Trial[];
  /** While there are any the sweep cannot be created. */
  problems: SweepProblem[];
  /** What is worth knowing and keeps nothing from running. */
  remarks: Text[];
  /** What a look at data, model and machine showed, for the first trial. */
  findings: Finding[];
};

/** What a sweep would be, before it is created. */
export function previewSweep(client: Client, { show, ...input }: SweepInput & { show: number }): SweepPreview {
  const { plan, runs, trials, problems, remarks, findings } = checkSweep(client, input);
  const whole = problems.length === 0 ? trials : expandPlan(plan).trials;
  const shown = whole.slice(0, show).map(({ trial, values }) => ({ trial, values }));
  return { runs, trials: shown, problems, remarks, findings };
}
