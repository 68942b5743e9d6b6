import type { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions, VlaDims } from "./dims.ts";
import { applyL1Head, initL1Head, type L1HeadParams } from "./l1-head.ts";
import type { MlpResnetParams } from "./mlp-resnet.ts";

export type DiffusionHeadParams = { noise_predictor: { mlp_resnet: MlpResnetParams } };

/** The noise in the actions at the slots, from the slots' states: hidden f32[B,K·A,W] → f32[B,K,A]. */
export function predictNoise(params: DiffusionHeadParams, hidden: tf.Tensor, chunk: number): tf.Tensor3D {
  return applyL1Head(asL1Head(params), hidden, chunk);
}

export function initDiffusionHead(rng: Rng, dims: VlaDims, init: InitOptions): DiffusionHeadParams {
  return { noise_predictor: { mlp_resnet: initL1Head(rng, dims, init).model } };
}

/** Both heads are the same network (origin §5.8); the original calls its parameters otherwise. */
function asL1Head({ noise_predictor }: DiffusionHeadParams): L1HeadParams {
  return { model: noise_predictor.mlp_resnet };
}
