import type { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions, VlaDims } from "./dims.ts";
import { applyMlpResnet, initMlpResnet, type MlpResnetParams } from "./mlp-resnet.ts";

export type L1HeadParams = { model: MlpResnetParams };

/** Action chunk from the action slots' states: hidden f32[B,K·A,W] → f32[B,K,A], normalised and unbounded. */
export function applyL1Head(params: L1HeadParams, hidden: tf.Tensor, chunk: number): tf.Tensor3D {
  const [batch = 0, slots = 0, width = 0] = hidden.shape;
  const steps = hidden.reshape([batch, chunk, (slots / chunk) * width]);
  return applyMlpResnet(params.model, steps, (x) => x.relu()) as tf.Tensor3D;
}

export function initL1Head(rng: Rng, dims: VlaDims, init: InitOptions): L1HeadParams {
  const shape = { in: dims.llama.width * dims.actionDim, hidden: dims.headHidden, out: dims.actionDim, blocks: 2 };
  return { model: initMlpResnet(rng, shape, { residualGain: init.residualGain, lastGain: init.headGain }) };
}
