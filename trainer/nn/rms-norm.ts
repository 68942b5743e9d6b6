import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";

export type RmsNormParams = { weight: tf.Variable };

/** Root-mean-square normalisation over the last axis (Zhang and Sennrich, 2019). x f32[…,W] → f32[…,W]. */
export function rmsNorm({ weight }: RmsNormParams, x: tf.Tensor, eps: number): tf.Tensor {
  return differentiable(
    [x, weight],
    (save) => {
      const [y, inverse] = runFused("VelaRmsNorm", { x, weight }, { eps }) ?? plainForward(x, weight, eps);
      save([x, weight, inverse!]);
      return y!;
    },
    (dy, [savedX, savedWeight, inverse]) => {
      const inputs = { dy, x: savedX!, weight: savedWeight!, inverse: inverse! };
      const gradients = runFused("VelaRmsNormGrad", inputs) ?? tf.tidy(() => plainBackward(inputs));
      return gradients.map((gradient) => () => gradient);
    },
  );
}

/** Returns y and, for the backward pass, f32[rows,1] = 1 / root mean square of each row. */
function plainForward(x: tf.Tensor, weight: tf.Tensor, eps: number): tf.Tensor[] {
  const rows = x.reshape([-1, weight.size]);
  const inverse = rows.square().mean(1, true).add(eps).rsqrt();
  return [rows.mul(inverse).mul(weight).reshape(x.shape), inverse];
}

type Backward = { dy: tf.Tensor; x: tf.Tensor; weight: tf.Tensor; inverse: tf.Tensor };

function plainBackward({ dy, x, weight, inverse }: Backward): tf.Tensor[] {
  const dyRows = dy.reshape([-1, weight.size]);
  const normal = x.reshape([-1, weight.size]).mul(inverse);
  const dNormal = dyRows.mul(weight);
  const dx = dNormal.sub(normal.mul(dNormal.mul(normal).mean(1, true))).mul(inverse);
  return [dx.reshape(x.shape), dyRows.mul(normal).sum(0)];
}
