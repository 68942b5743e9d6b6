import type { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";
import { columnSums } from "./column-sums.ts";
import { differentiable } from "./differentiable.ts";
import { normalVariable, zerosVariable } from "./init.ts";
import { matMul } from "./mat-mul.ts";

/** weight f32[out,in], bias f32[out]: the layout of torch.nn.Linear. */
export type LinearParams = { weight: tf.Variable; bias: tf.Variable };
export type MatrixParams = { weight: tf.Variable };

/** y = x·Wᵀ + b over the last axis. x f32[…,in] → f32[…,out]. */
export function linear({ weight, bias }: { weight: tf.Tensor; bias?: tf.Tensor | undefined }, x: tf.Tensor): tf.Tensor {
  const [outWidth = 0, inWidth = 0] = weight.shape;
  const outShape = [...x.shape.slice(0, -1), outWidth];
  const inputs = bias ? [x, weight, bias] : [x, weight];
  return differentiable(
    inputs,
    (save) => {
      save([x, weight]);
      return shaped(matMul(rows(x, inWidth), rows(weight, inWidth), { transposeB: true, bias }), outShape);
    },
    (dy, [savedX, savedWeight]) => {
      const dyRows = rows(dy, outWidth);
      return [
        () => shaped(matMul(dyRows, rows(savedWeight!, inWidth)), x.shape),
        () => matMul(dyRows, rows(savedX!, inWidth), { transposeA: true }),
        () => columnSums(dyRows),
      ].slice(0, inputs.length);
    },
  );
}

export function initLinear(rng: Rng, inWidth: number, outWidth: number, gain = 1): LinearParams {
  return { ...initMatrix(rng, inWidth, outWidth, gain), bias: zerosVariable([outWidth]) };
}

/** A linear layer without bias, drawn from N(0, gain² / inWidth). */
export function initMatrix(rng: Rng, inWidth: number, outWidth: number, gain = 1): MatrixParams {
  return { weight: normalVariable(rng, [outWidth, inWidth], gain / Math.sqrt(inWidth)) };
}

function rows(x: tf.Tensor, width: number): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : x.reshape([-1, width]);
}

function shaped(x: tf.Tensor2D, shape: number[]): tf.Tensor {
  return shape.length === 2 ? x : x.reshape(shape);
}
