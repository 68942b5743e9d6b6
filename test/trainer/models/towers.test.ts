import { beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { countPatches, PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { channelsPerImage, type TowerSet } from "#trainer/models/towers.ts";
import { applyVisionBackbone, initVisionBackbone, type TowersParams } from "#trainer/models/vision-backbone.ts";
import { applyVla, initVla, type VlaBatch } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { flatten } from "#trainer/tree.ts";
import { expectClose, floatTensor, gradientsOf, loadGolden, readGolden } from "../golden.ts";
import { TINY_DIMS } from "./tiny-policy.ts";

beforeAll(startWasm);

const sets: TowerSet[] = ["dinosiglip", "siglip", "dino"];

describe.each(sets)("%s", (towers) => {
  test.each([1, 2, 3, 4])("with %i pictures: every reachable parameter learns, and no other", (numImages) => {
    const dims: VlaDims = { ...TINY_DIMS, towers, numImages, proprioDim: 3, film: numImages > 2 ? "unpadded" : null };
    const params = initVla(createRng(numImages), dims, { ...PLAIN_INIT, layerScale: 0.5 });
    const { grads } = gradientsOf(params, () => {
      const { actionsHidden, numPatches } = applyVla(params, batchOf(dims), dims);
      expect(numPatches).toBe(16 * numImages + 1);
      expect(numPatches).toBe(countPatches(dims));
      return applyL1Head(params.action_head, actionsHidden, dims.chunk).square().mean();
    });
    const reachable = [...flatten(params).keys()].filter((name) => isReachable(name, dims));
    expect([...grads.keys()].toSorted()).toEqual(reachable.toSorted());
    for (const [name, grad] of grads) expect(grad.abs().max().dataSync()[0], name).toBeGreaterThan(0);
  });

  test("each picture's patches come from that picture alone, in order", () => {
    const dims: VlaDims = { ...TINY_DIMS, towers, numImages: 3 };
    const params = initVisionBackbone(createRng(1), dims, PLAIN_INIT);
    const { pixels } = batchOf(dims);
    const [first, second, third] = tf.split(pixels, 3, 1);
    const [kept, changed] = [pixels, tf.concat([first!, second!.mul(0.5), third!], 1) as tf.Tensor4D].map((x) =>
      tf.split(applyVisionBackbone(params, x, dims), 3, 1).map((part) => [...part.dataSync()]),
    );
    expect(changed![0]).toEqual(kept![0]);
    expect(changed![1]).not.toEqual(kept![1]);
    expect(changed![2]).toEqual(kept![2]);
  });
});

test.each([
  { towers: "dino", name: "vit_dinov2_like" },
  { towers: "siglip", name: "vit_siglip_like" },
] as const)("$towers alone is the featurizer, and gives timm's features", async ({ towers, name }) => {
  const [weights, inputs] = [await readGolden(name, "weights"), await readGolden(name, "inputs")];
  const dims: VlaDims = { ...TINY_DIMS, towers };
  const params = initVisionBackbone(createRng(0), dims, PLAIN_INIT) as TowersParams;
  expect(Object.keys(params)).toEqual(["featurizer"]);
  loadGolden(params.featurizer, weights);
  const features = applyVisionBackbone(params, floatTensor(inputs, "image") as tf.Tensor4D, dims);
  expectClose(features, await readGolden(name, "outputs"), "features", { abs: 1e-5 });
});

test("the projector of one tower has two layers as wide as the language model", () => {
  const shapes = (towers: TowerSet) => {
    const { projector } = initVla(createRng(0), { ...TINY_DIMS, towers }, PLAIN_INIT);
    return Object.fromEntries([...flatten(projector)].map(([name, { shape }]) => [name, shape]));
  };
  expect(shapes("dinosiglip")).toMatchObject({
    "fc1.weight": [176, 44],
    "fc2.weight": [32, 176],
    "fc3.weight": [32, 32],
  });
  expect(shapes("siglip")).toEqual({
    "fc1.weight": [32, 20],
    "fc1.bias": [32],
    "fc2.weight": [32, 32],
    "fc2.bias": [32],
  });
});

test("pixels for other towers, and weights without a tower that is asked for, are refused in a sentence", () => {
  const params = initVisionBackbone(createRng(0), { ...TINY_DIMS, towers: "dino" }, PLAIN_INIT);
  const pixels = tf.zeros<tf.Rank.R4>([1, 3, 28, 28]);
  expect(() => applyVisionBackbone(params, pixels, TINY_DIMS)).toThrow("expected 6 channels a picture");
  expect(() => applyVisionBackbone(params, tf.zeros<tf.Rank.R4>([1, 6, 28, 28]), TINY_DIMS)).toThrow(
    "expected a tower fused_featurizer for model.towers dinosiglip",
  );
});

/** Two rows of BOS, words, 56 action slots and the stop token, the second one padded. */
function batchOf({ towers, numImages, proprioDim }: VlaDims): VlaBatch {
  const length = 62;
  const starts = [4, 3];
  const rows = <T>(value: (row: number, i: number) => T) =>
    starts.map((_, row) => Array.from({ length }, (_, i) => value(row, i)));
  const isAction = (row: number, i: number) => i >= starts[row]! && i < starts[row]! + 56;
  const slots = starts.map((start) => Array.from({ length: 56 }, (_, i) => start + i));
  return {
    pixels: tf
      .range(0, 2 * channelsPerImage(towers) * numImages * 28 * 28)
      .mul(0.37)
      .sin()
      .reshape([2, -1, 28, 28]) as tf.Tensor4D,
    inputIds: tf.tensor2d(
      rows((row, i) => (isAction(row, i) ? 100 : i % 7)),
      [2, length],
      "int32",
    ),
    attentionMask: tf.tensor2d(rows((row, i) => Number(i < starts[row]! + 57))),
    actionMask: tf.tensor2d(rows((row, i) => Number(isAction(row, i)))),
    actionSlots: tf.tensor2d(slots, [2, 56], "int32"),
    proprio: proprioDim === null ? undefined : tf.ones([2, proprioDim]),
  };
}
