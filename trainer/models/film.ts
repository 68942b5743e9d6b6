import type { tf } from "../engine/tf.ts";
import { uniformVariable } from "../nn/init.ts";
import { type LinearParams, linear } from "../nn/linear.ts";
import type { Rng } from "../rng.ts";
import type { VitBlockParams } from "./vit-block.ts";

/** Feature-wise linear modulation of one vision block by language (Perez et al., 2018), as the original wraps it. */
export type FilmParams = { scale: LinearParams; shift: LinearParams };

export type FilmedBlockParams = FilmParams & { block: VitBlockParams };

/** f32[B,W] each: what a block's features are multiplied by, less one, and what is added to them. */
export type Modulation = { scale: tf.Tensor; shift: tf.Tensor };

/** A block's modulation by the mean of the instruction's embeddings. language f32[B,E]. */
export function filmModulation({ scale, shift }: FilmParams, language: tf.Tensor): Modulation {
  return { scale: linear(scale, language), shift: linear(shift, language) };
}

export function initFilm(rng: Rng, languageWidth: number, width: number): FilmParams {
  return {
    scale: torchLinear(rng.fork("scale"), languageWidth, width),
    shift: torchLinear(rng.fork("shift"), languageWidth, width),
  };
}

/** What torch.nn.Linear draws when it is left alone, as the original does: weight and bias U(±1/√in), nothing at zero. */
function torchLinear(rng: Rng, inWidth: number, outWidth: number): LinearParams {
  const bound = 1 / Math.sqrt(inWidth);
  return {
    weight: uniformVariable(rng.fork("weight"), [outWidth, inWidth], bound),
    bias: uniformVariable(rng.fork("bias"), [outWidth], bound),
  };
}
