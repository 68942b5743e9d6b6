import { beforeAll, describe, test } from "vitest";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { PLAIN_INIT, type VlaDims } from "#trainer/models/dims.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { applyVla, initVla } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import { expectClose, expectGradients, floatsUnder, floatTensor, gradientsOf, readGolden } from "../golden.ts";
import { goldenBatch, TINY_DIMS } from "./tiny-policy.ts";

beforeAll(startWasm);

const FORWARD = { abs: 1e-5 };

const variants = [
  { name: "img1_noproprio", numImages: 1, proprioDim: null },
  { name: "img1_proprio", numImages: 1, proprioDim: 8 },
  { name: "img2_noproprio", numImages: 2, proprioDim: null },
  { name: "img2_proprio", numImages: 2, proprioDim: 8 },
];

describe.each(variants)("$name", ({ name, ...change }) => {
  const dims = { ...TINY_DIMS, ...change };

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
  const { params, batch, outputs, wanted } = await load(name, TINY_DIMS);
  const { grads } = gradientsOf(params, () => {
    const { actionsHidden } = applyVla(params, batch, TINY_DIMS);
    return l1Losses(applyL1Head(params.action_head, actionsHidden, TINY_DIMS.chunk), wanted).loss;
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
  return {
    params,
    batch: goldenBatch(inputs, name, dims),
    wanted,
    outputs: await readGolden("openvla_tiny", "outputs"),
  };
}
