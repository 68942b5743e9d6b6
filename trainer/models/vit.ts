// B images · P patches · T = prefix + P tokens · W width
import { tf } from "../engine/tf.ts";
import { linear } from "../nn/linear.ts";
import { unfold } from "./patches.ts";
import { applyVitBlock, type VitBlockParams } from "./vit-block.ts";

export type VitParams = {
  cls_token?: tf.Variable;
  reg_token?: tf.Variable;
  /** f32[1,P,W]: patches only, added before the prefix tokens are put in front. */
  pos_embed: tf.Variable;
  /** weight f32[W,3,p,p], the kernel of the original's convolution. */
  patch_embed: { proj: { weight: tf.Variable; bias: tf.Variable } };
  blocks: Record<string, VitBlockParams>;
  norm?: { weight: tf.Variable; bias: tf.Variable };
};

/**
 * Patch features of a timm ViT: the output of the second-to-last block, without the final norm and the prefix tokens.
 * The last block is never computed. images f32[B,3,h,w] → f32[B,P,W].
 */
export function applyVit(params: VitParams, images: tf.Tensor4D, heads: number): tf.Tensor {
  const patches = embedPatches(params, images);
  const prefix = [params.cls_token, params.reg_token].filter((token) => token !== undefined);
  let tokens =
    prefix.length === 0 ? patches : tf.concat([...prefix.map((t) => repeat(t, images.shape[0])), patches], 1);
  for (const block of executedBlocks(params)) tokens = applyVitBlock(block, tokens, heads);
  const prefixLength = tokens.shape[1]! - patches.shape[1]!;
  return prefixLength === 0 ? tokens : tokens.slice([0, prefixLength, 0], [-1, patches.shape[1]!, -1]);
}

/** Patch embeddings with their positions. images f32[B,3,h,w] → f32[B,P,W]. */
export function embedPatches({ patch_embed, pos_embed }: VitParams, images: tf.Tensor4D): tf.Tensor {
  const { weight, bias } = patch_embed.proj;
  const [width = 0, , patch = 0] = weight.shape;
  return linear({ weight: weight.reshape([width, -1]), bias }, unfold(images, patch)).add(pos_embed);
}

/** All blocks but the last, in order. */
export function executedBlocks(params: VitParams): VitBlockParams[] {
  return Object.values(params.blocks).slice(0, -1);
}

function repeat(token: tf.Tensor, batch: number): tf.Tensor {
  // An addition: its gradient sums over the batch in one op, that of tile in a loop.
  return tf.zeros([batch, token.shape[1]!, token.shape[2]!]).add(token);
}
