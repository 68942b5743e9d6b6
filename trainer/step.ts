import type { TrainConfig } from "./contract/config.ts";
import { energyDrawFeeds, energyGradients, energyUpdate, energyUpdateFeeds } from "./energy/energy-step.ts";
import type { Feeds } from "./engine/engine.ts";
import { tf } from "./engine/tf.ts";
import { type Inputs, measure } from "./forward.ts";
import type { Measured } from "./heads/head.ts";
import { headDrawFeeds } from "./heads/head-feeds.ts";
import { loraFeeds, withDropout } from "./lora/dropout.ts";
import { type Model, trainedEnergy, trainedPolicy, updatedPolicy } from "./model.ts";
import { type AdamWState, adamWScalars, initAdamW } from "./optim/adamw.ts";
import { clippedAdamW } from "./optim/clipped-adamw.ts";
import { learningRateAt } from "./optim/schedule.ts";
import { valueAndGrads } from "./optim/value-and-grads.ts";
import { type Ranks, singleRank } from "./update/ranks.ts";

/** All that training changes: weights and both optimizers' moments. `step` counts updates done. */
export type TrainState = { model: Model; policyOptimizer: AdamWState; energyOptimizer: AdamWState; step: number };

export function createTrainState(model: Model, config: Pick<TrainConfig, "energy">): TrainState {
  return {
    model,
    policyOptimizer: initAdamW(updatedPolicy(model, config)),
    energyOptimizer: initAdamW(trainedEnergy(model)),
    step: 0,
  };
}

/** Where the gradients of a batch go; what comes back are metrics by their full names. */
export type GradientSink = Record<"policy" | "energy", (grads: ReadonlyMap<string, tf.Tensor>) => Metrics>;
type Metrics = Record<string, tf.Tensor>;

/**
 * One update of policy and energy model from one batch: assigns to the Variables in `state`, returns metrics by their
 * full names. Inputs are `batchFeeds` and `stepFeeds`.
 */
export function trainStep(state: TrainState, config: TrainConfig, inputs: Inputs, ranks = singleRank()): Metrics {
  return learnFromBatch(state.model, config, inputs, ranks, updates(state, config, inputs, ranks));
}

/**
 * Gradients of one batch, handed to `sink`. Two losses; the energy sees the policy's states detached, so its loss cannot
 * change the policy (origin §6.3).
 */
export function learnFromBatch(
  model: Model,
  config: TrainConfig,
  inputs: Inputs,
  ranks: Ranks,
  sink: GradientSink,
): Metrics {
  const { metrics, loss, context } = config.energy.only
    ? named(measure(model, inputs))
    : policyGradients(model, config, inputs, sink);
  metrics["train/total_loss"] = loss;
  if (model.energy && context) {
    const rows = ranks.gatherEnergyInputs({ context, inputs });
    const { metrics: seen, objective, grads } = energyGradients(model, config, rows.inputs, rows.context);
    Object.assign(metrics, seen, sink.energy(grads), { "train/total_loss": loss.add(objective) });
  }
  context?.dispose();
  return metrics;
}

/** The sink that clips and updates; `inputs` hold what `updateFeeds` makes. */
export function updates(state: TrainState, config: TrainConfig, inputs: Inputs, ranks: Ranks): GradientSink {
  const { model, policyOptimizer, energyOptimizer } = state;
  return {
    policy: (own) => {
      const options = { scalars: inputs.policyScalars!, clipNorm: config.training.clipNorm };
      const [params, grads] = [trainedPolicy(model), ranks.meanGradients(own)];
      return { "optim/grad_norm": clippedAdamW({ params, grads, state: policyOptimizer, ...options }) };
    },
    energy: (own) => energyUpdate(model, energyOptimizer, config, inputs, ranks.meanGradients(own)),
  };
}

type PolicyStep = { metrics: Metrics; loss: tf.Scalar; context: tf.Tensor3D | null };

function policyGradients(model: Model, config: TrainConfig, inputs: Inputs, sink: GradientSink): PolicyStep {
  const { lora, training } = config;
  const seen: Pick<PolicyStep, "metrics" | "context"> = { metrics: {}, context: null };
  const dropping = inputs.loraSeed
    ? { ...model, policy: withDropout(model.policy, lora.dropout, inputs.loraSeed as tf.Tensor1D) }
    : model;
  const { value, grads } = valueAndGrads(trainedPolicy(model), () => {
    const { gradientCheckpointing } = training;
    const { metrics, loss, context } = named(measure(dropping, inputs, { gradientCheckpointing }));
    seen.context = context && tf.keep(context.clone());
    seen.metrics = Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [name, tf.keep(metric.clone())]));
    return loss;
  });
  return { metrics: { ...seen.metrics, ...sink.policy(grads) }, loss: value, context: seen.context };
}

function named({ metrics, loss, context }: Measured): PolicyStep {
  const train = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`train/${name}`, value]));
  return { metrics: train, loss, context };
}

/** The inputs of a step of one batch that are not data; `step` counts updates done before it. */
export function stepFeeds(step: number, config: TrainConfig, model: Model): Feeds {
  return { ...updateFeeds(step, config, model), ...drawFeeds(step, config, model) };
}

/** The numbers that change from update to update; `step` counts those done before. */
export function updateFeeds(step: number, config: TrainConfig, model: Model): Feeds {
  const { training } = config;
  const { weightDecay } = training;
  const policyScalars = adamWScalars({ learningRate: learningRateAt(step, training), weightDecay, update: step + 1 });
  return {
    policyScalars: { data: policyScalars, shape: [policyScalars.length], dtype: "float32" },
    ...energyUpdateFeeds(step, config, model),
  };
}

/** What is random in training on the batch with this number, the first being 0. */
export function drawFeeds(batchNumber: number, config: TrainConfig, model: Model): Feeds {
  return {
    ...loraFeeds(batchNumber, config),
    ...headDrawFeeds(batchNumber, config, model),
    ...energyDrawFeeds(batchNumber, config, model),
  };
}
