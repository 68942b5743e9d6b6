import { z } from "zod";
import { tf } from "#trainer/engine/tf.ts";
import { applyVit, embedPatches, type VitParams } from "#trainer/models/vit.ts";
import { applyVitBlock, type VitBlockParams } from "#trainer/models/vit-block.ts";
import { layerNorm } from "#trainer/nn/layer-norm.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, golden, paramsOf, under } from "./tensors.ts";
import { type Tolerance, toleranceOf } from "./tolerance.ts";

const Manifest = z.object({
  config: z.looseObject({ options: z.looseObject({ num_heads: z.number() }) }),
  params_without_grad: z.array(z.string()).default([]),
});

/** A vision tower, whichever: its features, its gradients, and each block's output as far as features need it. */
export function checkVit(found: GoldenCase, sheet: Sheet): void {
  const { inputs, outputs, manifest } = found;
  const { config, params_without_grad: without } = parseManifest(found, Manifest);
  const heads = config.options.num_heads;
  const params = paramsOf<VitParams>(under(found.weights, ""));
  const images = floats<tf.Rank.R4>(inputs, "image");
  const target = floats(inputs, "target");
  const tolerance = toleranceOf(manifest.tolerance, ["features"], { abs: 1e-5 });
  const ofGradient = toleranceOf(manifest.tolerance, ["grads"], { abs: 1e-6, rel: 1e-3 });

  const compare = comparer(sheet, params);
  compare("features", () => applyVit(params, images, heads), { tolerance });
  const loss = (x: tf.Tensor) =>
    applyVit(params, x as tf.Tensor4D, heads)
      .sub(target)
      .square()
      .mean();
  const expected = { outputs, prefix: "grad.", tolerance: ofGradient, value: { output: "loss", tolerance }, without };
  checkGradients(sheet, { params, loss: () => loss(images) }, expected);
  compare("grad_input.image", () => tf.grad(loss)(images), { tolerance: ofGradient });
  checkBlocks({ params, images, heads }, sheet, tolerance, found);

  const first = params.blocks["0"] as VitBlockParams;
  if (!inputs.has("small.block0_input")) return;
  const small = applyVitBlock(first, floats(inputs, "small.block0_input"), heads);
  sheet.compare("small.block0_output", small, { tolerance });
}

type Tower = { params: VitParams; images: tf.Tensor4D; heads: number };

/** The original's steps one by one. The last block is computed here alone: the policy never needs it. */
function checkBlocks(tower: Tower, sheet: Sheet, tolerance: Tolerance, { outputs }: GoldenCase): void {
  const { params, images, heads } = tower;
  const patches = embedPatches(params, images);
  const positions = params.pos_embed;
  sheet.compare("patch_embed", patches.sub(positions), { tolerance });
  const prefix = [params.cls_token, params.reg_token].filter((token) => token !== undefined);
  const rows = images.shape[0];
  let tokens = tf.concat([...prefix.map((token) => tf.tile(token, [rows, 1, 1])), patches], 1);
  sheet.compare("after_pos_embed", tokens, { tolerance });
  for (const [i, block] of Object.entries(params.blocks)) {
    tokens = applyVitBlock(block as VitBlockParams, tokens, heads);
    sheet.compare(`block_${i}`, tokens, { tolerance });
    if (Number(i) !== Object.keys(params.blocks).length - 2 || !outputs.has("prefix_tokens_at_tap")) continue;
    const [, count = 0] = golden(outputs, "prefix_tokens_at_tap").shape;
    sheet.compare("prefix_tokens_at_tap", tokens.slice([0, 0, 0], [-1, count, -1]), { tolerance });
  }
  if (params.norm) sheet.compare("final_norm_of_last_block", layerNorm(params.norm, tokens, 1e-6), { tolerance });
  sheet.skip(["attn_pool_output"], "attn_pool_output", "the pool is carried along and never used, in the original too");
}
