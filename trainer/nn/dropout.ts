import type { tf } from "../engine/tf.ts";

/**
 * Inverted dropout with a mask made by the caller, so that the step itself draws nothing:
 * keep f32, 1 / (1 − p) where a value stays and 0 where it goes, broadcast over x.
 */
export function dropout(x: tf.Tensor, keep: tf.Tensor | undefined): tf.Tensor {
  return keep ? x.mul(keep) : x;
}
