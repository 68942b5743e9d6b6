import { beforeAll, describe, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { findActionSlots } from "#trainer/models/action-slots.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { applyVla, initVla, type VlaBatch } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { toInt32 } from "#trainer/safetensors-dtype.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import {
  expectClose,
  expectGradients,
  floatsUnder,
  floatTensor,
  type Golden,
  golden,
  gradientsOf,
  intTensor,
  readGolden,
} from "../golden.ts";

beforeAll(startWasm);

const DIMS: VlaDims = {
  imageSize: 28,
  numImages: 1,
  dino: { patch: 7, width: 24, depth: 3, heads: 4, mlp: 96, registers: 4 },
  siglip: { patch: 7, width: 20, depth: 4, heads: 4, mlp: 74 },
  llama: { vocab: 384, width: 32, layers: 3, heads: 4, mlp: 64, rmsEps: 1e-6, ropeTheta: 10000 },
  chunk: 8,
  actionDim: 7,
  proprioDim: null,
  headHidden: 32,
};
const FORWARD = { abs: 1e-5 };

const variants = [
  { name: "img1_noproprio", numImages: 1, proprioDim: null },
  { name: "img1_proprio", numImages: 1, proprioDim: 8 },
  { name: "img2_noproprio", numImages: 2, proprioDim: null },
  { name: "img2_proprio", numImages: 2, proprioDim: 8 },
];

describe.each(variants)("$name", ({ name, ...change }) => {
  const dims = { ...DIMS, ...change };

  test("hidden states, action states, actions and losses are the original's", async () => {
    const { params, batch, outputs, wanted } = await load(name, dims);
    const { hiddenStates, actionsHidden } = applyVla(params, batch, dims);
    for (const [i, state] of hiddenStates.entries()) expectClose(state, outputs, `${name}.base.hidden_${i}`, FORWARD);
    expectClose(actionsHidden, outputs, `${name}.base.actions_hidden_states`, FORWARD);
    const predicted = applyL1Head(params.action_head, actionsHidden, dims.chunk);
    expectClose(predicted, outputs, `${name}.base.predicted_actions`, FORWARD);
    const { loss, current, next } = l1Losses(predicted, wanted);
    expectClose(loss, outputs, `${name}.base.loss`, { abs: 2e-6 });
    expectClose(current, outputs, `${name}.base.curr_action_l1_loss`, { abs: 2e-6 });
    expectClose(next, outputs, `${name}.base.next_actions_l1_loss`, { abs: 2e-6 });
  });
});

test("the gradients of every parameter are the original's, and unreached ones have none", async () => {
  const name = "img1_noproprio";
  const { params, batch, outputs, wanted } = await load(name, DIMS);
  const { grads } = gradientsOf(params, () => {
    const { actionsHidden } = applyVla(params, batch, DIMS);
    return l1Losses(applyL1Head(params.action_head, actionsHidden, DIMS.chunk), wanted).loss;
  });
  const renamed = new Map([...grads].map(([key, grad]) => [key.startsWith("action_head.") ? key : `vla.${key}`, grad]));
  expectGradients(renamed, outputs, `${name}.base.grad.`, { abs: 1e-5, rel: 1e-3 });
});

async function load(name: string, dims: VlaDims) {
  const [weights, heads] = [await readGolden("openvla_tiny", "weights"), await readGolden("openvla_tiny", "heads")];
  const inputs = await readGolden("openvla_tiny", "inputs");
  const params = initVla(createRng(0), dims, PLAIN_INIT);
  const tensors = new Map([...floatsUnder(weights, ""), ...floatsUnder(heads, "")]);
  assignTree(params, tensors, { extra: "ignore" });
  const wanted = floatTensor(inputs, `${name}.actions`);
  return { params, batch: batchOf(inputs, name, dims), wanted, outputs: await readGolden("openvla_tiny", "outputs") };
}

function batchOf(inputs: Golden, name: string, dims: VlaDims): VlaBatch {
  const { data, shape } = golden(inputs, `${name}.labels`);
  const [rows = 0, length = 0] = shape;
  const count = dims.chunk * dims.actionDim;
  const { mask, slots } = findActionSlots(toInt32(data), { rows, count, actionTokenBegin: 63 });
  return {
    pixels: floatTensor(inputs, `${name}.pixel_values`) as tf.Tensor4D,
    inputIds: intTensor(inputs, `${name}.input_ids`) as tf.Tensor2D,
    attentionMask: floatTensor(inputs, `${name}.attention_mask`) as tf.Tensor2D,
    actionMask: tf.tensor2d(mask, [rows, length]),
    actionSlots: tf.tensor2d(slots, [rows, count], "int32"),
    proprio: dims.proprioDim === null ? undefined : (floatTensor(inputs, `${name}.proprio`) as tf.Tensor2D),
  };
}
