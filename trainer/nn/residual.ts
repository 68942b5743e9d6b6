import { tf } from "../engine/tf.ts";
import { columnSums } from "./column-sums.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

/** x + y·scale (LayerScale). x, y f32[…,W], scale f32[W] → f32[…,W]. */
export function scaledResidual(x: tf.Tensor, y: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  return differentiable(
    [x, y, scale],
    (save) => {
      save([y, scale]);
      return runFused("VelaScaledResidual", { x, y, scale })?.[0] ?? x.add(y.mul(scale));
    },
    (dy, [savedY, savedScale]) => {
      const inputs = { dy, y: savedY!, scale: savedScale! };
      const gradients = runFused("VelaScaledResidualGrad", inputs) ?? tf.tidy(() => plainBackward(inputs));
      return [() => dy.clone(), ...gradients.map((gradient) => () => gradient)];
    },
  );
}

/** Gradients by y and by scale. */
function plainBackward({ dy, y, scale }: { dy: tf.Tensor; y: tf.Tensor; scale: tf.Tensor }): tf.Tensor[] {
  return [dy.mul(scale), columnSums(dy.mul(y).reshape([-1, scale.size]))];
}
