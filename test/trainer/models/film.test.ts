import { beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { type FilmedBlockParams, filmModulation } from "#trainer/models/film.ts";
import { filmedName, isFilmName, plainName } from "#trainer/models/film-names.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { languageMean } from "#trainer/models/language-mean.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { applyVisionBackbone, initVisionBackbone, type TowersParams } from "#trainer/models/vision-backbone.ts";
import { applyVitBlock } from "#trainer/models/vit-block.ts";
import { applyVla, initVla } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import {
  expectClose,
  expectGradients,
  floatsUnder,
  floatTensor,
  gradientsOf,
  loadGolden,
  readGolden,
} from "../golden.ts";
import { goldenBatch, TINY_DIMS } from "./tiny-policy.ts";

beforeAll(startWasm);

const DIMS: VlaDims = { ...TINY_DIMS, film: "original" };
const GRADIENT = { abs: 1e-6, rel: 1e-3 };

describe("the wrapped vision backbone", () => {
  const load = async () => {
    const [weights, inputs] = [
      await readGolden("film_vit_block", "weights"),
      await readGolden("film_vit_block", "inputs"),
    ];
    const drawn = initVisionBackbone(createRng(0), DIMS, PLAIN_INIT) as { vision_backbone: TowersParams };
    return { params: loadGolden(drawn, weights), inputs, outputs: await readGolden("film_vit_block", "outputs") };
  };

  test.each([
    { name: "1img", gradientCheckpointing: false },
    { name: "2img", gradientCheckpointing: false },
    { name: "2img", gradientCheckpointing: true },
  ])("$name, recomputed $gradientCheckpointing: features and gradients are the original's", async (options) => {
    const { name, gradientCheckpointing } = options;
    const { params, inputs, outputs } = await load();
    const pixels = floatTensor(inputs, `pixel_values_${name}`) as tf.Tensor4D;
    const words = floatTensor(inputs, "language_embeddings");
    const target = floatTensor(inputs, `target_${name}`);
    const features = (x: tf.Tensor) =>
      applyVisionBackbone(params, pixels, DIMS, { language: x.mean(1), gradientCheckpointing });
    const loss = (x: tf.Tensor) => features(x).sub(target).square().mean();
    expectClose(features(words), outputs, `${name}.features`, { abs: 1e-5 });
    const { value, grads } = gradientsOf(params, () => loss(words));
    expectClose(value, outputs, `${name}.loss`, { abs: 1e-5 });
    expectGradients(grads, outputs, `${name}.grad.`, GRADIENT);
    expectClose(tf.grad(loss)(words), outputs, `${name}.grad_input.language_embeddings`, GRADIENT);
  });

  test("a block modulates every token between attention and MLP", async () => {
    const { params, inputs, outputs } = await load();
    const filmed = params.vision_backbone.featurizer.blocks["0"] as FilmedBlockParams;
    const modulation = filmModulation(filmed, floatTensor(outputs, "block0.average_language_embedding"));
    const output = applyVitBlock(filmed.block, floatTensor(inputs, "block0.x"), DIMS.dino.heads, modulation);
    expectClose(output, outputs, "block0.output", { abs: 1e-5 });
  });

  test("without an instruction it says what is missing", async () => {
    const { params, inputs } = await load();
    const pixels = floatTensor(inputs, "pixel_values_1img") as tf.Tensor4D;
    expect(() => applyVisionBackbone(params, pixels, DIMS)).toThrow("expected the mean of the instruction");
  });
});

test("the whole policy with FiLM and two pictures is the original's, gradients of FiLM included", async () => {
  const dims: VlaDims = { ...DIMS, numImages: 2 };
  const [inputs, outputs] = [await readGolden("openvla_tiny", "inputs"), await readGolden("openvla_tiny", "outputs")];
  const params = initVla(createRng(0), dims, PLAIN_INIT);
  const weights = floatsUnder(await readGolden("openvla_tiny", "weights"), "");
  const renamed = [...weights].map(([name, tensor]) => [filmedName(name), tensor] as const);
  const heads = floatsUnder(await readGolden("openvla_tiny", "heads"), "");
  const film = floatsUnder(await readGolden("openvla_tiny", "film"), "");
  assignTree(params, new Map([...renamed, ...heads, ...film]), { extra: "ignore" });
  const batch = goldenBatch(inputs, "img2_noproprio", dims);
  const wanted = floatTensor(inputs, "img2_noproprio.actions");

  const { hiddenStates, actionsHidden } = applyVla(params, batch, dims);
  for (const [i, state] of hiddenStates.entries()) expectClose(state, outputs, `film_img2.hidden_${i}`, { abs: 1e-5 });
  expectClose(actionsHidden, outputs, "film_img2.actions_hidden_states", { abs: 1e-5 });
  const loss = () => {
    const predicted = applyL1Head(params.action_head, applyVla(params, batch, dims).actionsHidden, dims.chunk);
    return l1Losses(predicted, wanted).loss;
  };
  const { value, grads } = gradientsOf(params, loss);
  expectClose(value, outputs, "film_img2.loss", { abs: 2e-6 });
  const ofFilm = [...grads].filter(([name]) => /\.(scale|shift)\.(weight|bias)$/.test(name));
  const named = new Map(ofFilm.map(([name, gradient]) => [`vla.${name}`, gradient]));
  expectGradients(named, outputs, "film_img2.grad.", { abs: 1e-5, rel: 1e-3 });
});

test("padding changes the features only when the mean counts it, as the original's does", () => {
  const row = (values: number[]) => tf.tensor2d([values]);
  const words = tf.tensor3d([[[1], [3], [50], [8], [8]]]);
  const masks = { actionMask: row([0, 0, 1, 0, 0]), attentionMask: row([1, 1, 1, 0, 0]) };
  expect(languageMean(words, masks, "unpadded").dataSync()[0]).toBe(2);
  expect(languageMean(words, masks, "original").dataSync()[0]).toBe(5);
  expect(languageMean(words, { actionMask: masks.actionMask }, "unpadded").dataSync()[0]).toBe(5);
});

test("FiLM is drawn as torch draws a linear layer, and leaves the other parameters as they are", () => {
  const plain = flatten(initVla(createRng(3), TINY_DIMS, PLAIN_INIT));
  const filmed = flatten(initVla(createRng(3), DIMS, PLAIN_INIT));
  for (const [name, leaf] of plain) expect(filmed.get(filmedName(name))!.dataSync(), name).toEqual(leaf.dataSync());
  const added = [...filmed.keys()].filter(isFilmName);
  expect(added.length).toBe(filmed.size - plain.size);
  expect(added.length).toBe(4 * (DIMS.dino.depth + DIMS.siglip.depth));
  const bound = 1 / Math.sqrt(DIMS.llama.width);
  for (const name of added) {
    const data = [...filmed.get(name)!.dataSync()];
    expect(Math.max(...data.map(Math.abs)), name).toBeLessThanOrEqual(bound);
    expect(Math.max(...data), name).toBeGreaterThan(0.5 * bound);
    expect(Math.min(...data), name).toBeLessThan(-0.5 * bound);
  }
});

test("names with and without FiLM map to each other, and the last block's FiLM is out of reach", () => {
  const names = [
    [
      "vision_backbone.featurizer.blocks.0.norm1.weight",
      "vision_backbone.vision_backbone.featurizer.blocks.0.block.norm1.weight",
    ],
    ["vision_backbone.fused_featurizer.pos_embed", "vision_backbone.vision_backbone.fused_featurizer.pos_embed"],
    ["language_model.lm_head.weight", "language_model.lm_head.weight"],
  ] as const;
  for (const [plain, filmed] of names) {
    expect(filmedName(plain)).toBe(filmed);
    expect(plainName(filmed)).toBe(plain);
  }
  const last = (part: string) => `vision_backbone.vision_backbone.featurizer.blocks.${DIMS.dino.depth - 1}.${part}`;
  expect(isReachable(last("scale.weight"), DIMS)).toBe(false);
  expect(isReachable(last("block.norm1.weight"), DIMS)).toBe(false);
  expect(isReachable("vision_backbone.vision_backbone.featurizer.blocks.0.scale.weight", DIMS)).toBe(true);
});
