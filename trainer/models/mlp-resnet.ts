import type { tf } from "../engine/tf.ts";
import { initLayerNorm, type LayerNormParams, layerNorm } from "../nn/layer-norm.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import type { Rng } from "../rng.ts";
import { numbered } from "./numbered.ts";

const LAYER_NORM_EPS = 1e-5;

type Block = { ffn: { 0: LayerNormParams; 1: LinearParams } };

export type MlpResnetParams = {
  layer_norm1: LayerNormParams;
  fc1: LinearParams;
  mlp_resnet_blocks: Record<string, Block>;
  layer_norm2: LayerNormParams;
  fc2: LinearParams;
};

export type MlpResnetDims = { in: number; hidden: number; out: number; blocks: number };

/** Norm, linear, activation, blocks of x + act(linear(norm x)), norm, linear. x f32[…,in] → f32[…,out]. */
export function applyMlpResnet(
  params: MlpResnetParams,
  x: tf.Tensor,
  activation: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  let hidden = activation(linear(params.fc1, layerNorm(params.layer_norm1, x, LAYER_NORM_EPS)));
  for (const { ffn } of Object.values(params.mlp_resnet_blocks)) {
    hidden = hidden.add(activation(linear(ffn[1], layerNorm(ffn[0], hidden, LAYER_NORM_EPS))));
  }
  return linear(params.fc2, layerNorm(params.layer_norm2, hidden, LAYER_NORM_EPS));
}

export function initMlpResnet(
  rng: Rng,
  dims: MlpResnetDims,
  { residualGain = 1, lastGain = 1 }: { residualGain?: number; lastGain?: number } = {},
): MlpResnetParams {
  const { hidden } = dims;
  return {
    layer_norm1: initLayerNorm(dims.in),
    fc1: initLinear(rng.fork("fc1"), dims.in, hidden),
    mlp_resnet_blocks: numbered(dims.blocks, (i) => ({
      ffn: { 0: initLayerNorm(hidden), 1: initLinear(rng.fork(`block${i}`), hidden, hidden, residualGain) },
    })),
    layer_norm2: initLayerNorm(hidden),
    fc2: initLinear(rng.fork("fc2"), hidden, dims.out, lastGain),
  };
}
