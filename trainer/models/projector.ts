import type { tf } from "../engine/tf.ts";
import { gelu } from "../nn/gelu.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import type { Rng } from "../rng.ts";

export type ProjectorParams = { fc1: LinearParams; fc2: LinearParams; fc3: LinearParams };

/** Patches of the fused towers as tokens of the language model. x f32[B,P,V] → f32[B,P,W]. */
export function applyProjector(params: ProjectorParams, x: tf.Tensor): tf.Tensor {
  return linear(params.fc3, gelu(linear(params.fc2, gelu(linear(params.fc1, x)))));
}

export function initProjector(rng: Rng, visionWidth: number, width: number): ProjectorParams {
  return {
    fc1: initLinear(rng.fork("fc1"), visionWidth, 4 * visionWidth),
    fc2: initLinear(rng.fork("fc2"), 4 * visionWidth, width),
    fc3: initLinear(rng.fork("fc3"), width, width),
  };
}
