import type { tf } from "../engine/tf.ts";
import { gelu } from "../nn/gelu.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import type { Rng } from "../rng.ts";

/** Three layers, V → 4V → W → W, for two fused towers; two, V → W → W, for one alone (origin §5.2). */
export type ProjectorParams = { fc1: LinearParams; fc2: LinearParams; fc3?: LinearParams };

/** Patch features as tokens of the language model. x f32[B,P,V] → f32[B,P,W]. */
export function applyProjector({ fc1, fc2, fc3 }: ProjectorParams, x: tf.Tensor): tf.Tensor {
  const second = linear(fc2, gelu(linear(fc1, x)));
  return fc3 ? linear(fc3, gelu(second)) : second;
}

export function initProjector(rng: Rng, visionWidth: number, width: number, isFused = true): ProjectorParams {
  if (!isFused) {
    return { fc1: initLinear(rng.fork("fc1"), visionWidth, width), fc2: initLinear(rng.fork("fc2"), width, width) };
  }
  return {
    fc1: initLinear(rng.fork("fc1"), visionWidth, 4 * visionWidth),
    fc2: initLinear(rng.fork("fc2"), 4 * visionWidth, width),
    fc3: initLinear(rng.fork("fc3"), width, width),
  };
}
