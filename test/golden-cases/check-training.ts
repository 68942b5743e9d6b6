import { z } from "zod";
import type { EnergyParams } from "#trainer/energy/energy-model.ts";
import type { L1HeadParams } from "#trainer/models/l1-head.ts";
import { createRng } from "#trainer/rng.ts";
import type { HostFloats } from "#trainer/tree-assign.ts";
import { checkWeights } from "./check-weights.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import { jitter, spread } from "./rounding.ts";
import type { Sheet } from "./sheet.ts";
import { type Simulated, simulate } from "./simulate-training.ts";
import { matching, numbers, paramsOf, under } from "./tensors.ts";
import { type Tolerance, toleranceOf } from "./tolerance.ts";

const Run = z.object({
  learning_rate: z.number(),
  energy_learning_rate: z.number(),
  lr_warmup_steps: z.number(),
  num_steps_before_decay: z.number(),
  energy_warm_steps: z.number(),
  grad_accumulation_steps: z.number(),
});
const Manifest = z.object({
  config: z.looseObject({
    energy_heads: z.number(),
    tau: z.number(),
    steps: z.number(),
    runs: z.record(z.string(), Run),
    adamw: z.looseObject({ weight_decay: z.number() }),
  }),
});

/** Losses, clipping, both AdamWs and the schedule together: every number of every update, and the weights they end in. */
export async function checkTraining(found: GoldenCase, sheet: Sheet): Promise<void> {
  const { config } = parseManifest(found, Manifest);
  for (const [name, run] of Object.entries(config.runs))
    await sheet.part(name, () => checkRun(found, sheet, name, run));
}

function checkRun(found: GoldenCase, sheet: Sheet, name: string, run: z.infer<typeof Run>): void {
  const { outputs } = found;
  const { tolerance: said } = found.manifest;
  const { config } = parseManifest(found, Manifest);
  const keep = matching(outputs, new RegExp(`^${name}\\.after_step(\\d+)\\.`)).map(([, step]) => Number(step));
  const options = {
    steps: config.steps,
    heads: config.energy_heads,
    tau: config.tau,
    weightDecay: config.adamw.weight_decay,
    accumulation: run.grad_accumulation_steps,
    learningRate: run.learning_rate,
    lrWarmupSteps: run.lr_warmup_steps,
    // With a warm-up the original's rate never falls: here ours is made to do the same by a decay that never comes.
    stepsBeforeDecay: run.lr_warmup_steps > 0 ? Number.POSITIVE_INFINITY : run.num_steps_before_decay,
    energyLearningRate: run.energy_learning_rate,
    hold: run.energy_warm_steps,
    keep: new Set(keep),
  };
  const weights = under(found.weights, "");
  const train = (initial: ReadonlyMap<string, HostFloats>) =>
    simulate(paramsOf<Trained>(initial), found.inputs, options);
  const plain = train(weights);
  let roundings: Simulated | undefined;
  const roundingOf = (key: string) => {
    roundings ??= spread(plain, (draw) => train(jitter(weights, createRng(`rounding ${draw}`))), SHARE);
    return roundings.get(key) ?? [];
  };
  for (const [key, values] of plain) {
    const output = `${name}.${key}`;
    if (key.startsWith("after_step") || !outputs.has(output)) continue;
    const given = withAbsent(values, numbers(outputs, output));
    sheet.compare(output, given, { tolerance: toleranceFor(key, said), rounding: () => soFar(roundingOf(key)) });
  }
  for (const step of options.keep)
    checkWeights(
      { outputs, sheet, said },
      `${name}.`,
      [...plain].filter(([key]) => key.startsWith(`after_step${step}.`)),
      {
        group: `${name}.after_step${step}.*`,
        roundingOf: (key) => Math.max(0, ...roundingOf(key)),
      },
    );
  const why = "the original shows the scheduler's rate, one step behind the rate that is used; ours shows the latter";
  sheet.skip([`${name}.step_lr_logged`], `${name}.step_lr_logged`, why);
}

/** Where updates amplify rounding, what matters is by how much, not where it began: each update adds its own. */
const SHARE = 10;

export type Trained = { action_head: L1HeadParams; energy_model: EnergyParams };

function toleranceFor(key: string, said: string): Tolerance {
  if (key === "step_lr_used") return toleranceOf(said, ["lr"], { abs: 1e-12 });
  return toleranceOf(said, ["losses"], { abs: 1e-5 });
}

/** The original has no norm to show while the energy model is held. */
function withAbsent(values: readonly number[], expected: readonly number[]): number[] {
  return values.map((value, i) => (Number.isNaN(expected[i]) ? Number.NaN : value));
}

/** What rounding did to a number of a series it has done to all that follow. */
function soFar(roundings: readonly number[]): number[] {
  let most = 0;
  return roundings.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}
