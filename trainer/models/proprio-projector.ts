import type { tf } from "../engine/tf.ts";
import { gelu } from "../nn/gelu.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import type { Rng } from "../rng.ts";

export type ProprioProjectorParams = { fc1: LinearParams; fc2: LinearParams };

/** One token from the robot's state. proprio f32[B,P], normalised → f32[B,W]. */
export function applyProprioProjector(params: ProprioProjectorParams, proprio: tf.Tensor): tf.Tensor {
  return linear(params.fc2, gelu(linear(params.fc1, proprio)));
}

export function initProprioProjector(rng: Rng, proprioDim: number, width: number): ProprioProjectorParams {
  return { fc1: initLinear(rng.fork("fc1"), proprioDim, width), fc2: initLinear(rng.fork("fc2"), width, width) };
}
