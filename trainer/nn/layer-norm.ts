import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";
import { runFused } from "./fused.ts";
import { onesVariable, zerosVariable } from "./init.ts";

export type LayerNormParams = { weight: tf.Variable; bias: tf.Variable };

/** Layer normalisation over the last axis (population variance). x f32[…,W] → f32[…,W]. */
export function layerNorm({ weight, bias }: LayerNormParams, x: tf.Tensor, eps: number): tf.Tensor {
  return differentiable(
    [x, weight, bias],
    (save) => {
      const [y, stats] = runFused("VelaLayerNorm", { x, weight, bias }, { eps }) ?? plainForward(x, weight, bias, eps);
      save([x, weight, stats!]);
      return y!;
    },
    (dy, [savedX, savedWeight, stats]) => {
      const inputs = { dy, x: savedX!, weight: savedWeight!, stats: stats! };
      const gradients = runFused("VelaLayerNormGrad", inputs) ?? tf.tidy(() => plainBackward(inputs));
      return gradients.map((gradient) => () => gradient);
    },
  );
}

export function initLayerNorm(width: number): LayerNormParams {
  return { weight: onesVariable([width]), bias: zerosVariable([width]) };
}

/** Returns y and, for the backward pass, f32[rows,2] = mean and 1 / standard deviation of each row. */
function plainForward(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, eps: number): tf.Tensor[] {
  const rows = x.reshape<tf.Tensor2D>([-1, weight.size]);
  const mean = rows.mean(1, true);
  const centred = rows.sub(mean);
  const inverse = centred.square().mean(1, true).add(eps).rsqrt();
  const y = centred.mul(inverse).mul(weight).add(bias).reshape(x.shape);
  return [y, tf.concat([mean, inverse], 1)];
}

type Backward = { dy: tf.Tensor; x: tf.Tensor; weight: tf.Tensor; stats: tf.Tensor };

function plainBackward({ dy, x, weight, stats }: Backward): tf.Tensor[] {
  const dyRows = dy.reshape<tf.Tensor2D>([-1, weight.size]);
  const [mean, inverse] = tf.split(stats, 2, 1);
  const normal = x.reshape<tf.Tensor2D>([-1, weight.size]).sub(mean!).mul(inverse!);
  const dNormal = dyRows.mul(weight);
  const along = normal.mul(dNormal.mul(normal).mean(1, true));
  const dx = dNormal.sub(dNormal.mean(1, true)).sub(along).mul(inverse!);
  return [dx.reshape(x.shape), dyRows.mul(normal).sum(0), dyRows.sum(0)];
}
