import type { tf } from "../engine/tf.ts";
import type { Model } from "../model.ts";

/** The prefix of the hidden states that an energy model can see in any row: f32[B,L,W] → f32[B,C,W]. */
export function visibleStates(hidden: tf.Tensor3D, { contextLength }: Model): tf.Tensor3D {
  const [batch, , width] = hidden.shape;
  return hidden.slice([0, 0, 0], [batch, contextLength, width]);
}
