import type { TrainConfig } from "./contract/config.ts";
import type { Feeds } from "./engine/engine.ts";
import { tf } from "./engine/tf.ts";
import { scalarFeed } from "./feeds.ts";
import { energyLoss, type Inputs, predict, taskMetrics } from "./forward.ts";
import { type Model, trainedEnergy, trainedPolicy } from "./model.ts";
import { type AdamWState, adamW, adamWScalars, initAdamW } from "./optim/adamw.ts";
import { clipScale, globalNorm } from "./optim/clip.ts";
import { learningRateAt } from "./optim/schedule.ts";
import { valueAndGrads } from "./optim/value-and-grads.ts";
import { createRng } from "./rng.ts";

/** All that training changes: weights and both optimizers' moments. `step` counts updates done. */
export type TrainState = { model: Model; policyOptimizer: AdamWState; energyOptimizer: AdamWState; step: number };

export function createTrainState(model: Model): TrainState {
  return {
    model,
    policyOptimizer: initAdamW(trainedPolicy(model)),
    energyOptimizer: initAdamW(trainedEnergy(model)),
    step: 0,
  };
}

/**
 * One update of policy and energy model: assigns to the Variables in `state`, returns metrics by their full names.
 * Inputs are `batchFeeds` and `stepFeeds`. Two losses, two optimizers; the energy sees the policy's states detached,
 * so its loss cannot change the policy (origin §6.3).
 */
export function trainStep(
  { model, policyOptimizer, energyOptimizer }: TrainState,
  config: TrainConfig,
  inputs: Inputs,
) {
  const seen: { context?: tf.Tensor3D; metrics?: Record<string, tf.Tensor> } = {};
  const policyParams = trainedPolicy(model);
  const policy = valueAndGrads(policyParams, () => {
    const { actions, context } = predict(model, inputs);
    const metrics = taskMetrics(actions, inputs);
    seen.context = tf.keep(context.clone());
    seen.metrics = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => [`train/${name}`, tf.keep(value.clone())]),
    );
    return metrics.loss as tf.Scalar;
  });
  const context = seen.context!;
  const metrics: Record<string, tf.Tensor> = { ...seen.metrics };
  metrics["optim/grad_norm"] = update(
    policyParams,
    policy.grads,
    policyOptimizer,
    inputs.policyScalars!,
    config.training.clipNorm,
  );
  metrics["train/total_loss"] = policy.value;
  if (model.energy) {
    const energy = energyUpdate({ model, energyOptimizer }, config, inputs, context);
    Object.assign(metrics, energy, { "train/total_loss": policy.value.add(energy["energy/loss"]!) });
  }
  context.dispose();
  return metrics;
}

/** The inputs that change with the step rather than with the data; `step` counts updates done before this one. */
export function stepFeeds(step: number, { training, energy }: TrainConfig, model: Model): Feeds {
  const update = step + 1;
  const { weightDecay, batchSize, seed } = training;
  const vector = (data: Float32Array) => ({ data, shape: [data.length], dtype: "float32" as const });
  const policyScalars = adamWScalars({ learningRate: learningRateAt(step, training), weightDecay, update });
  if (!model.energy) return { policyScalars: vector(policyScalars) };
  const held = step < energy.warmSteps;
  const energyScalars = held
    ? // keep = 1 and step size 0: weights stay, as in the original's hold.
      Float32Array.of(1, 0, 1)
    : adamWScalars({ learningRate: energy.learningRate, weightDecay, update: update - energy.warmSteps });
  return {
    policyScalars: vector(policyScalars),
    energyScalars: vector(energyScalars),
    energyGain: scalarFeed(held ? 0 : 1),
    ...(energy.dropout > 0 && {
      keep: keepMask([batchSize, model.dims.chunk, energy.hidden], energy.dropout, `${seed}/energy-dropout/${step}`),
    }),
  };
}

function energyUpdate(
  { model, energyOptimizer }: Pick<TrainState, "model" | "energyOptimizer">,
  config: TrainConfig,
  inputs: Inputs,
  context: tf.Tensor3D,
) {
  const params = trainedEnergy(model);
  const seen: Record<string, tf.Tensor> = {};
  const { value, grads } = valueAndGrads(params, () => {
    const { loss, positive, negative } = energyLoss(model, config, inputs, context);
    seen["energy/positive"] = tf.keep(positive.clone());
    seen["energy/negative"] = tf.keep(negative.clone());
    return loss;
  });
  const norm = update(params, grads, energyOptimizer, inputs.energyScalars!, config.energy.clipNorm, inputs.energyGain);
  const gap = seen["energy/negative"]!.sub(seen["energy/positive"]!);
  return { ...seen, "energy/loss": value, "energy/gap": gap, "optim/energy_grad_norm": norm };
}

/** Clip and update; returns the norm before clipping. `gain` 0 keeps the moments at rest as well. */
function update(
  params: Map<string, tf.Variable>,
  grads: Map<string, tf.Tensor>,
  state: AdamWState,
  scalars: tf.Tensor,
  clipNorm: number | null,
  gain?: tf.Tensor,
): tf.Scalar {
  const norm = globalNorm(grads);
  const clip = clipNorm === null ? tf.scalar(1) : clipScale(norm, clipNorm);
  adamW(params, grads, state, { scalars: scalars as tf.Tensor1D, gradientScale: gain ? clip.mul(gain) : clip });
  return norm;
}

/** Inverted-dropout mask: 1 / (1 − p) where a value stays, else 0. A function of the key alone, so resume repeats it. */
function keepMask(shape: number[], dropout: number, key: string) {
  const rng = createRng(key);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
    rng.uniform() < dropout ? 0 : 1 / (1 - dropout),
  );
  return { data, shape, dtype: "float32" as const };
}
