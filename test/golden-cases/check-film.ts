import { z } from "zod";
import { tf } from "#trainer/engine/tf.ts";
import { type FilmedBlockParams, filmModulation } from "#trainer/models/film.ts";
import type { TowerDims, TowerShapes } from "#trainer/models/towers.ts";
import { applyVisionBackbone, type TowersParams } from "#trainer/models/vision-backbone.ts";
import { applyVitBlock } from "#trainer/models/vit-block.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, parseManifest } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, matching, paramsOf, under } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

const Tower = z.looseObject({
  patch_size: z.number(),
  embed_dim: z.number(),
  depth: z.number(),
  num_heads: z.number(),
});
const Manifest = z.object({
  config: z.looseObject({ options: z.object({ dino: Tower.optional(), siglip: Tower.optional() }) }),
  params_without_grad: z.array(z.string()).default([]),
});

/** The backbone with FiLM for any number of pictures, kept in memory or computed again, and a block alone. */
export async function checkFilm(found: GoldenCase, sheet: Sheet): Promise<void> {
  const { weights, inputs, outputs, manifest } = found;
  const { config, params_without_grad: without } = parseManifest(found, Manifest);
  const dims = shapesOf(config.options);
  const params = paramsOf<{ vision_backbone: TowersParams }>(under(weights, ""));
  const words = floats(inputs, "language_embeddings");
  const tolerance = toleranceOf(manifest.tolerance, ["features"], { abs: 1e-5 });
  const ofGradient = toleranceOf(manifest.tolerance, ["grads"], { abs: 1e-6, rel: 1e-3 });

  const compare = comparer(sheet, params);
  for (const [, name = ""] of matching(outputs, /^(\w+)\.features$/)) {
    const pixels = floats<tf.Rank.R4>(inputs, `pixel_values_${name}`);
    const target = floats(inputs, `target_${name}`);
    for (const gradientCheckpointing of [false, true]) {
      const features = (x: tf.Tensor) =>
        applyVisionBackbone(params, pixels, dims, { language: x.mean(1), gradientCheckpointing });
      const loss = (x: tf.Tensor) => features(x).sub(target).square().mean();
      await sheet.part(`${name}, blocks ${gradientCheckpointing ? "computed again" : "kept"}`, () => {
        compare(`${name}.features`, () => features(words), { tolerance });
        const value = { output: `${name}.loss`, tolerance };
        const expected = { outputs, prefix: `${name}.grad.`, tolerance: ofGradient, value, without };
        checkGradients(sheet, { params, loss: () => loss(words) }, expected);
        compare(`${name}.grad_input.language_embeddings`, () => tf.grad(loss)(words), { tolerance: ofGradient });
      });
    }
  }

  if (!outputs.has("block0.output")) return;
  sheet.compare("block0.average_language_embedding", words.mean(1), { tolerance });
  const filmed = params.vision_backbone.featurizer.blocks["0"] as FilmedBlockParams;
  const heads = (config.options.dino ?? config.options.siglip)?.num_heads ?? 1;
  const output = applyVitBlock(filmed.block, floats(inputs, "block0.x"), heads, filmModulation(filmed, words.mean(1)));
  sheet.compare("block0.output", output, { tolerance });
}

type Options = z.infer<typeof Manifest>["config"]["options"];

function shapesOf({ dino, siglip }: Options): TowerShapes {
  const [first, second] = [towerOf(dino ?? siglip), towerOf(siglip ?? dino)];
  return {
    towers: dino && siglip ? "dinosiglip" : dino ? "dino" : "siglip",
    dino: { ...first, registers: 0 },
    siglip: second,
  };
}

/** The width of the MLP and the registers are the tensors' own. */
function towerOf(options: z.infer<typeof Tower> | undefined): TowerDims {
  if (!options) throw new Error("expected config.options of a tower dino or siglip, but found neither");
  return {
    patch: options.patch_size,
    width: options.embed_dim,
    depth: options.depth,
    heads: options.num_heads,
    mlp: 0,
  };
}
