import type { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";

/** x·(1 + scale) + shift, the same for every token of a row (FiLM). x f32[B,T,W], scale and shift f32[B,W] → f32[B,T,W]. */
export function modulate(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor {
  return differentiable(
    [x, scale, shift],
    (save) => {
      save([x, scale]);
      return x.mul(scale.add(1).expandDims(1)).add(shift.expandDims(1));
    },
    (dy, [savedX, savedScale]) => [
      () => dy.mul(savedScale!.add(1).expandDims(1)),
      () => dy.mul(savedX!).sum(1),
      () => dy.sum(1),
    ],
  );
}
