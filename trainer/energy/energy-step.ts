import type { TrainConfig } from "../contract/config.ts";
import { gripperDims } from "../contract/gripper-dims.ts";
import type { Feed, Feeds } from "../engine/engine.ts";
import { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { type AdamWState, adamWScalars } from "../optim/adamw.ts";
import { clippedAdamW } from "../optim/clipped-adamw.ts";
import { valueAndGrads } from "../optim/value-and-grads.ts";
import { createRng } from "../rng.ts";
import { flatten } from "../tree.ts";
import { scalarFeed } from "../update/feeds.ts";
import { drawCorruptions } from "./draw-corruptions.ts";
import { type EnergySide, energyLoss } from "./energy-loss.ts";
import { negativeKinds } from "./negative-kinds.ts";

/** Gradients of the energy loss under the parameters' names, and metrics of the batch. context f32[B,C,W], detached. */
export function energyGradients(model: EnergySide, config: TrainConfig, inputs: Inputs, context: tf.Tensor3D) {
  const seen: Record<string, tf.Tensor> = {};
  const { value, grads } = valueAndGrads(flatten(model.energy!), () => {
    const { objective, metrics } = energyLoss(model, config, inputs, context);
    for (const [name, metric] of Object.entries(metrics)) seen[`energy/${name}`] = tf.keep(metric.clone());
    return objective;
  });
  return { metrics: seen, objective: value, grads };
}

/** Clip and update from gradients that may be means over several batches. While it is held, weights and moments rest. */
export function energyUpdate(
  model: EnergySide,
  state: AdamWState,
  { energy }: TrainConfig,
  { energyScalars, energyGain }: Inputs,
  grads: ReadonlyMap<string, tf.Tensor>,
): Record<string, tf.Tensor> {
  const params = flatten(model.energy!);
  const options = { params, grads, state, scalars: energyScalars!, clipNorm: energy.clipNorm, gain: energyGain };
  return { "optim/energy_grad_norm": clippedAdamW(options) };
}

/** What `energyUpdate` takes: the optimizer's numbers, and whether the model is still held. */
export function energyUpdateFeeds(step: number, { energy }: TrainConfig, model: EnergySide): Feeds {
  if (!model.energy) return {};
  const { learningRate, weightDecay } = energy;
  const held = step < energy.warmSteps;
  const scalars = held
    ? // keep = 1 and step size 0: weights stay, as in the original's hold.
      Float32Array.of(1, 0, 1)
    : adamWScalars({ learningRate, weightDecay, update: step + 1 - energy.warmSteps });
  return {
    energyScalars: { data: scalars, shape: [scalars.length], dtype: "float32" },
    energyGain: scalarFeed(held ? 0 : 1),
  };
}

/** What is random in training: dropout and explicit negatives of the batch with this number, the first being 0. */
export function energyDrawFeeds(batchNumber: number, config: TrainConfig, model: EnergySide): Feeds {
  if (!model.energy) return {};
  const { batchSize: rows, seed } = config.training;
  const { dropout, hidden } = config.energy;
  return {
    ...(dropout > 0 && {
      keep: keepMask([rows, model.dims.chunk, hidden], dropout, `${seed}/energy-dropout/${batchNumber}`),
    }),
    ...negativeFeeds(`${batchNumber}`, rows, config, model),
  };
}

/** The explicit negatives' draws for validation: the same for a batch every time. There is no dropout. */
export function energyValFeeds(batchNumber: number, rows: number, config: TrainConfig, model: EnergySide): Feeds {
  return negativeFeeds(`val/${batchNumber}`, rows, config, model);
}

function negativeFeeds(name: string, rows: number, { training, energy, data }: TrainConfig, model: EnergySide) {
  if (!model.energy) return {};
  return drawCorruptions(
    `${training.seed}/energy-negatives/${name}`,
    { rows, chunk: model.dims.chunk, actionDim: model.dims.actionDim },
    { kinds: negativeKinds(energy), grippers: gripperDims(data.platform) },
  );
}

/** Inverted-dropout mask: 1 / (1 − p) where a value stays, else 0. A function of the key alone, so resume repeats it. */
function keepMask(shape: number[], dropout: number, key: string): Feed {
  const rng = createRng(key);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
    rng.uniform() < dropout ? 0 : 1 / (1 - dropout),
  );
  return { data, shape, dtype: "float32" };
}
