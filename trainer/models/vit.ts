// B images · P patches · T = prefix + P tokens · W width
import { tf } from "../engine/tf.ts";
import { type LinearParams, linear } from "../nn/linear.ts";
import { checkpoint } from "../nn/recompute.ts";
import { type FilmedBlockParams, filmModulation, type Modulation } from "./film.ts";
import { unfold } from "./patches.ts";
import { trainableLeaves } from "./trainable-leaves.ts";
import { applyVitBlock, type VitBlockParams } from "./vit-block.ts";

export type VitParams = {
  cls_token?: tf.Variable;
  reg_token?: tf.Variable;
  /** f32[1,P,W]: patches only, added before the prefix tokens are put in front. */
  pos_embed: tf.Variable;
  /** weight f32[W,3,p,p], the kernel of the original's convolution. */
  patch_embed: { proj: LinearParams };
  blocks: Record<string, VitBlockParams | FilmedBlockParams>;
  norm?: { weight: tf.Variable; bias: tf.Variable };
};

export type VitOptions = {
  /** f32[B,E], the instruction's mean embedding for each image; needed by blocks with FiLM, without effect on others. */
  language?: tf.Tensor | undefined;
  /** Compute the blocks again in the backward pass instead of keeping what they computed. */
  gradientCheckpointing?: boolean | undefined;
};

/**
 * Patch features of a timm ViT: the output of the second-to-last block, without the final norm and the prefix tokens.
 * The last block is never computed. images f32[B,3,h,w] → f32[B,P,W].
 */
export function applyVit(params: VitParams, images: tf.Tensor4D, heads: number, options: VitOptions = {}): tf.Tensor {
  const patches = embedPatches(params, images);
  const prefix = [params.cls_token, params.reg_token].filter((token) => token !== undefined);
  let tokens =
    prefix.length === 0 ? patches : tf.concat([...prefix.map((t) => repeat(t, images.shape[0])), patches], 1);
  for (const block of executedBlocks(params)) tokens = runBlock(block, tokens, heads, options);
  const prefixLength = tokens.shape[1]! - patches.shape[1]!;
  return prefixLength === 0 ? tokens : tokens.slice([0, prefixLength, 0], [-1, patches.shape[1]!, -1]);
}

/** Patch embeddings with their positions. images f32[B,3,h,w] → f32[B,P,W]. */
export function embedPatches({ patch_embed, pos_embed }: VitParams, images: tf.Tensor4D): tf.Tensor {
  const [, , patch = 0] = patch_embed.proj.weight.shape;
  return linear(patch_embed.proj, unfold(images, patch)).add(pos_embed);
}

/** All blocks but the last, in order. */
export function executedBlocks(params: VitParams): (VitBlockParams | FilmedBlockParams)[] {
  return Object.values(params.blocks).slice(0, -1);
}

function runBlock(
  params: VitBlockParams | FilmedBlockParams,
  tokens: tf.Tensor,
  heads: number,
  { language, gradientCheckpointing = false }: VitOptions,
): tf.Tensor {
  const block = "block" in params ? params.block : params;
  const film = "block" in params ? modulation(params, language) : undefined;
  if (!gradientCheckpointing) return applyVitBlock(block, tokens, heads, film);
  return checkpoint(
    (x, scale, shift) => applyVitBlock(block, x!, heads, scale && shift && { scale, shift }),
    film ? [tokens, film.scale, film.shift] : [tokens],
    trainableLeaves(block),
  );
}

function modulation(params: FilmedBlockParams, language: tf.Tensor | undefined): Modulation {
  if (!language) throw new Error("expected the mean of the instruction, because the vision blocks have FiLM");
  return filmModulation(params, language);
}

function repeat(token: tf.Tensor, batch: number): tf.Tensor {
  // An addition: its gradient sums over the batch in one op, that of tile in a loop.
  return tf.zeros([batch, token.shape[1]!, token.shape[2]!]).add(token);
}
