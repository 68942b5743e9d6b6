import type { TrainConfig } from "../contract/config.ts";
import type { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { type Model, trainedEnergy, updatedPolicy } from "../model.ts";
import { addGradients, type GradientSums, initGradientSums, takeMeans } from "../optim/gradient-sums.ts";
import { learnFromBatch, type TrainState, updates } from "../step.ts";
import type { Ranks } from "./ranks.ts";

/** Sums over the batches of one update. Between updates they are zero, so a checkpoint need not hold them. */
export type StepSums = { policy: GradientSums; energy: GradientSums };

export function initStepSums(model: Model, config: TrainConfig): StepSums {
  return { policy: initGradientSums(updatedPolicy(model, config)), energy: initGradientSums(trainedEnergy(model)) };
}

/** Add one batch's gradients to `sums`; returns its metrics. Inputs are `batchFeeds` and `drawFeeds`. */
export function accumulateStep(
  { model }: TrainState,
  sums: StepSums,
  config: TrainConfig,
  inputs: Inputs,
  ranks: Ranks,
): Record<string, tf.Tensor> {
  return learnFromBatch(model, config, inputs, ranks, {
    policy: (grads) => add(sums.policy, grads),
    energy: (grads) => add(sums.energy, grads),
  });
}

/** One update from the means of what was accumulated; returns the gradients' norms. Inputs are `updateFeeds`. */
export function updateStep(
  state: TrainState,
  sums: StepSums,
  config: TrainConfig,
  inputs: Inputs,
  ranks: Ranks,
): Record<string, tf.Tensor> {
  const { policy, energy } = updates(state, config, inputs, ranks);
  const count = config.training.gradAccumulationSteps;
  return {
    ...(!config.energy.only && policy(takeMeans(sums.policy, count))),
    ...(state.model.energy && energy(takeMeans(sums.energy, count))),
  };
}

function add(sums: GradientSums, grads: ReadonlyMap<string, tf.Tensor>) {
  addGradients(sums, grads);
  return {};
}
