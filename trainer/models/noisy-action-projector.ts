import type { tf } from "../engine/tf.ts";
import { gelu } from "../nn/gelu.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import type { Rng } from "../rng.ts";

export type NoisyActionProjectorParams = { fc1: LinearParams; fc2: LinearParams };

/** One token for each number of a noisy chunk: actions f32[B,N] → f32[B,N,W]. */
export function applyNoisyActionProjector(params: NoisyActionProjectorParams, actions: tf.Tensor): tf.Tensor {
  return linear(params.fc2, gelu(linear(params.fc1, actions.expandDims(2))));
}

export function initNoisyActionProjector(rng: Rng, width: number): NoisyActionProjectorParams {
  return { fc1: initLinear(rng.fork("fc1"), 1, width), fc2: initLinear(rng.fork("fc2"), width, width) };
}
