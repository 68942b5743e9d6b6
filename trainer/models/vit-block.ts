import type { tf } from "../engine/tf.ts";
import { selfAttention } from "../nn/attention.ts";
import { gelu } from "../nn/gelu.ts";
import { constantVariable } from "../nn/init.ts";
import { initLayerNorm, type LayerNormParams, layerNorm } from "../nn/layer-norm.ts";
import { initLinear, type LinearParams, linear } from "../nn/linear.ts";
import { modulate } from "../nn/modulate.ts";
import { scaledResidual } from "../nn/residual.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions } from "./dims.ts";
import type { Modulation } from "./film.ts";
import type { TowerDims } from "./towers.ts";

const LAYER_NORM_EPS = 1e-6;

/** LayerScale; the original's `gamma` is renamed because Hugging Face rewrites names that contain "gamma". */
type LayerScaleParams = { scale_factor: tf.Variable };

export type VitBlockParams = {
  norm1: LayerNormParams;
  attn: { qkv: LinearParams; proj: LinearParams };
  ls1?: LayerScaleParams;
  norm2: LayerNormParams;
  mlp: { fc1: LinearParams; fc2: LinearParams };
  ls2?: LayerScaleParams;
};

/** Pre-norm transformer block, modulated by FiLM between attention and MLP if asked. x f32[B,T,W] → f32[B,T,W]. */
export function applyVitBlock(params: VitBlockParams, x: tf.Tensor, heads: number, film?: Modulation): tf.Tensor {
  const attended = residual(x, attend(params, x, heads), params.ls1);
  const modulated = film ? modulate(attended, film.scale, film.shift) : attended;
  return residual(modulated, mlp(params, modulated), params.ls2);
}

export function initVitBlock(rng: Rng, dims: TowerDims, init: InitOptions, hasLayerScale: boolean): VitBlockParams {
  const { width, mlp } = dims;
  const scale = () => (hasLayerScale ? { scale_factor: constantVariable(init.layerScale, [width]) } : undefined);
  const [ls1, ls2] = [scale(), scale()];
  return {
    norm1: initLayerNorm(width),
    attn: {
      qkv: initLinear(rng.fork("qkv"), width, 3 * width),
      proj: initLinear(rng.fork("proj"), width, width, init.residualGain),
    },
    ...(ls1 && { ls1 }),
    norm2: initLayerNorm(width),
    mlp: {
      fc1: initLinear(rng.fork("fc1"), width, mlp),
      fc2: initLinear(rng.fork("fc2"), mlp, width, init.residualGain),
    },
    ...(ls2 && { ls2 }),
  };
}

function attend({ norm1, attn }: VitBlockParams, x: tf.Tensor, heads: number): tf.Tensor {
  const qkv = linear(attn.qkv, layerNorm(norm1, x, LAYER_NORM_EPS));
  return linear(attn.proj, selfAttention(qkv, { heads }));
}

function mlp({ norm2, mlp: { fc1, fc2 } }: VitBlockParams, x: tf.Tensor): tf.Tensor {
  return linear(fc2, gelu(linear(fc1, layerNorm(norm2, x, LAYER_NORM_EPS))));
}

function residual(x: tf.Tensor, branch: tf.Tensor, scale: LayerScaleParams | undefined): tf.Tensor {
  return scale ? scaledResidual(x, branch, scale.scale_factor) : x.add(branch);
}
