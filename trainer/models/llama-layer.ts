import type { tf } from "../engine/tf.ts";
import { selfAttention } from "../nn/attention.ts";
import { onesVariable } from "../nn/init.ts";
import { initMatrix, linear, linears, type MatrixParams } from "../nn/linear.ts";
import { type RmsNormParams, rmsNorm } from "../nn/rms-norm.ts";
import { type RopeTables, ropeQueriesKeys } from "../nn/rope.ts";
import { siluGate } from "../nn/silu.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions, LlamaDims } from "./dims.ts";

export type LlamaLayerParams = {
  input_layernorm: RmsNormParams;
  self_attn: { q_proj: MatrixParams; k_proj: MatrixParams; v_proj: MatrixParams; o_proj: MatrixParams };
  post_attention_layernorm: RmsNormParams;
  mlp: { gate_proj: MatrixParams; up_proj: MatrixParams; down_proj: MatrixParams };
};

export type LayerContext = { dims: LlamaDims; tables: RopeTables; causal: boolean; keyBias?: tf.Tensor | undefined };

/** Decoder layer: rotary attention and SwiGLU, each added to x. x f32[B,S,W] → f32[B,S,W]. */
export function applyLlamaLayer(params: LlamaLayerParams, x: tf.Tensor, context: LayerContext): tf.Tensor {
  const { rmsEps } = context.dims;
  const attended = x.add(attend(params.self_attn, rmsNorm(params.input_layernorm, x, rmsEps), context));
  return attended.add(swiGlu(params.mlp, rmsNorm(params.post_attention_layernorm, attended, rmsEps)));
}

export function initLlamaLayer(rng: Rng, dims: LlamaDims, init: InitOptions): LlamaLayerParams {
  const { width, mlp } = dims;
  const matrix = (name: string, inWidth: number, outWidth: number, gain?: number) =>
    initMatrix(rng.fork(name), inWidth, outWidth, gain);
  return {
    input_layernorm: { weight: onesVariable([width]) },
    self_attn: {
      q_proj: matrix("q", width, width, init.queryGain),
      k_proj: matrix("k", width, width),
      v_proj: matrix("v", width, width),
      o_proj: matrix("o", width, width, init.residualGain),
    },
    post_attention_layernorm: { weight: onesVariable([width]) },
    mlp: {
      gate_proj: matrix("gate", width, mlp),
      up_proj: matrix("up", width, mlp),
      down_proj: matrix("down", mlp, width, init.residualGain),
    },
  };
}

function attend(params: LlamaLayerParams["self_attn"], x: tf.Tensor, context: LayerContext): tf.Tensor {
  const { dims, tables, causal, keyBias } = context;
  const qkv = linears([params.q_proj, params.k_proj, params.v_proj], x);
  const turned = ropeQueriesKeys(qkv, tables, dims.heads);
  return linear(params.o_proj, selfAttention(turned, { heads: dims.heads, causal, keyBias }));
}

function swiGlu({ gate_proj, up_proj, down_proj }: LlamaLayerParams["mlp"], x: tf.Tensor): tf.Tensor {
  return linear(down_proj, siluGate(linears([gate_proj, up_proj], x)));
}
