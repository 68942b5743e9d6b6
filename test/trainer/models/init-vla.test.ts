import { beforeAll, expect, test } from "vitest";
import { initEnergy } from "#trainer/energy/energy-model.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { countPatches, type InitOptions, type VlaDims } from "#trainer/models/dims.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { isReachable } from "#trainer/models/reachable.ts";
import { applyVla, initVla, type VlaBatch } from "#trainer/models/vla.ts";
import { valueAndGrads } from "#trainer/optim/value-and-grads.ts";
import { createRng } from "#trainer/rng.ts";
import { countParameters, flatten } from "#trainer/tree.ts";

beforeAll(startWasm);

/** The shapes and the init of the scoop-tiny preset, with a vocabulary of 43. */
const DIMS: VlaDims = {
  imageSize: 64,
  numImages: 1,
  towers: "dinosiglip",
  dino: { patch: 16, width: 64, depth: 3, heads: 4, mlp: 256, registers: 4 },
  siglip: { patch: 16, width: 64, depth: 3, heads: 4, mlp: 256 },
  llama: { vocab: 43, width: 64, layers: 3, heads: 4, mlp: 128, rmsEps: 1e-6, ropeTheta: 10000 },
  chunk: 8,
  actionDim: 7,
  proprioDim: 7,
  headHidden: 64,
  film: null,
};
const INIT: InitOptions = { embeddingGain: 1, queryGain: 3, residualGain: 0.4, headGain: 0.05, layerScale: 1 };

test("the parameters that can matter are as many as the prototype had", () => {
  const reachable = countParameters(initVla(createRng(0), DIMS, INIT), (name) => isReachable(name, DIMS));
  expect(reachable).toBe(573_575);
  expect(countParameters(initEnergy(createRng(0), { stateDim: 64, actionDim: 7, hidden: 64 }))).toBe(51_663);
});

test("exactly the reachable parameters have a gradient", () => {
  const params = initVla(createRng(0), DIMS, INIT);
  const leaves = flatten(params);
  const reached = tf.tidy(() => {
    const loss = () => {
      const { actionsHidden, numPatches } = applyVla(params, smallBatch(), DIMS);
      expect(numPatches).toBe(countPatches(DIMS));
      return l1Losses(applyL1Head(params.action_head, actionsHidden, DIMS.chunk), tf.ones([1, 8, 7])).loss;
    };
    return [...valueAndGrads(leaves, loss).grads.keys()];
  });
  expect(reached.toSorted()).toEqual([...leaves.keys()].filter((name) => isReachable(name, DIMS)).toSorted());
});

test("the same seed draws the same weights, and gains widen what they should", () => {
  const [once, again] = [flatten(initVla(createRng(5), DIMS, INIT)), flatten(initVla(createRng(5), DIMS, INIT))];
  for (const [name, leaf] of once) expect(again.get(name)?.dataSync(), name).toEqual(leaf.dataSync());
  const deviation = (name: string) => Math.sqrt(once.get(name)!.square().mean().dataSync()[0]!);
  const layer = "language_model.model.layers.1";
  expect(deviation(`${layer}.self_attn.q_proj.weight`)).toBeCloseTo(3 / 8, 1);
  expect(deviation(`${layer}.self_attn.k_proj.weight`)).toBeCloseTo(1 / 8, 1);
  expect(deviation(`${layer}.self_attn.o_proj.weight`)).toBeCloseTo(0.4 / 8, 1);
  expect(deviation("action_head.model.fc2.weight")).toBeCloseTo(0.05 / 8, 2);
  expect(deviation("vision_backbone.featurizer.blocks.0.ls1.scale_factor")).toBe(1);
});

/** One row: BOS, a word, 56 action slots, the stop token. */
function smallBatch(): VlaBatch {
  const length = 59;
  const isAction = (i: number) => i > 1 && i < 58;
  const slots = Array.from({ length: 56 }, (_, i) => i + 2);
  const mask = Array.from({ length }, (_, i) => Number(isAction(i)));
  const ids = mask.map((action, i) => (action ? 30 : i % 3));
  const pixels = tf
    .range(0, 6 * 64 * 64)
    .sin()
    .reshape<tf.Tensor4D>([1, 6, 64, 64]);
  return {
    pixels,
    inputIds: tf.tensor2d([ids], [1, length], "int32"),
    actionMask: tf.tensor2d([mask]),
    actionSlots: tf.tensor2d([slots], [1, 56], "int32"),
    proprio: tf.tensor2d([[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]]),
  };
}
