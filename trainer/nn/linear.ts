import { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";
import { type Adapted, adapterOutput } from "./adapter.ts";
import { columnSums } from "./column-sums.ts";
import { differentiable } from "./differentiable.ts";
import { normalVariable, zerosVariable } from "./init.ts";
import { matMul } from "./mat-mul.ts";

/** weight f32[out,in], bias f32[out]: the layout of torch.nn.Linear. */
export type LinearParams = { weight: tf.Variable; bias: tf.Variable } & Adapted;
export type MatrixParams = { weight: tf.Variable } & Adapted;

/** A layer as it is computed: weight f32[out,in], or a convolution's f32[out,c,p,p] for x of unfolded patches. */
export type LinearTensors = { weight: tf.Tensor; bias?: tf.Tensor | undefined } & Adapted;

/** y = x·Wᵀ + b over the last axis, and the output of an adapter when the layer has one. x f32[…,in] → f32[…,out]. */
export function linear(params: LinearTensors, x: tf.Tensor): tf.Tensor {
  const y = product(params, x);
  const adapted = adapterOutput(params, x, product);
  return adapted ? y.add(adapted) : y;
}

/** Several layers without bias on the same x, as one product; results lie side by side on the last axis. */
export function linears(matrices: readonly MatrixParams[], x: tf.Tensor): tf.Tensor {
  const weights = matrices.map(({ weight }) => weight);
  const y = product({ weight: tf.concat(weights, 0) }, x);
  const adapted = matrices.map((matrix) => adapterOutput(matrix, x, product));
  if (adapted.every((part) => part === null)) return y;
  const parts = adapted.map((part, i) => part ?? tf.zeros([...x.shape.slice(0, -1), weights[i]!.shape[0]!]));
  return y.add(tf.concat(parts, -1));
}

export function initLinear(rng: Rng, inWidth: number, outWidth: number, gain = 1): LinearParams {
  return { ...initMatrix(rng, inWidth, outWidth, gain), bias: zerosVariable([outWidth]) };
}

/** A linear layer without bias, drawn from N(0, gain² / inWidth). */
export function initMatrix(rng: Rng, inWidth: number, outWidth: number, gain = 1): MatrixParams {
  return { weight: normalVariable(rng, [outWidth, inWidth], gain / Math.sqrt(inWidth)) };
}

function product({ weight, bias }: { weight: tf.Tensor; bias?: tf.Tensor | undefined }, x: tf.Tensor): tf.Tensor {
  const [outWidth = 0] = weight.shape;
  const inWidth = weight.size / outWidth;
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
        () => shaped(matMul(dyRows, rows(savedX!, inWidth), { transposeA: true }), weight.shape),
        () => columnSums(dyRows),
      ].slice(0, inputs.length);
    },
  );
}

function rows(x: tf.Tensor, width: number): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : x.reshape([-1, width]);
}

function shaped(x: tf.Tensor2D, shape: number[]): tf.Tensor {
  return shape.length === 2 ? x : x.reshape(shape);
}
