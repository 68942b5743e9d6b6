import { beforeAll, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { l1Losses } from "#trainer/losses/l1.ts";
import { applyL1Head } from "#trainer/models/l1-head.ts";
import { initMlpResnet } from "#trainer/models/mlp-resnet.ts";
import { applyProjector, initProjector } from "#trainer/models/projector.ts";
import { applyProprioProjector, initProprioProjector } from "#trainer/models/proprio-projector.ts";
import { createRng } from "#trainer/rng.ts";
import { expectClose, expectGradients, floatTensor, gradientsOf, loadGolden, readGolden } from "../golden.ts";

beforeAll(startWasm);

const load = async (name: string) => ({
  weights: await readGolden(name, "weights"),
  inputs: await readGolden(name, "inputs"),
  outputs: await readGolden(name, "outputs"),
});

test("the L1 head predicts, scores and differentiates as the original", async () => {
  const { weights, inputs, outputs } = await load("l1_head");
  const dims = { in: 8 * 7, hidden: 16, out: 7, blocks: 2 };
  const params = loadGolden({ model: initMlpResnet(createRng(0), dims) }, weights);
  const hidden = floatTensor(inputs, "actions_hidden_states");
  const wanted = floatTensor(inputs, "ground_truth_actions");
  expectClose(applyL1Head(params, hidden, 8), outputs, "predicted_actions", { abs: 2e-6 });
  expectClose(applyL1Head(params, hidden.mul(0.01), 8), outputs, "small.predicted_actions", { abs: 2e-6 });

  const losses = l1Losses(applyL1Head(params, hidden, 8), wanted);
  expectClose(losses.loss, outputs, "loss", { abs: 2e-6 });
  expectClose(losses.current, outputs, "curr_action_l1_loss", { abs: 2e-6 });
  expectClose(losses.next, outputs, "next_actions_l1_loss", { abs: 2e-6 });

  const loss = (x: tf.Tensor) => l1Losses(applyL1Head(params, x, 8), wanted).loss;
  expectGradients(gradientsOf(params, () => loss(hidden)).grads, outputs, "grad.", { abs: 1e-6, rel: 1e-4 });
  expectClose(tf.grad(loss)(hidden), outputs, "grad_input.actions_hidden_states", { abs: 1e-6, rel: 1e-4 });
});

test("the fused projector maps and differentiates as the original", async () => {
  const { weights, inputs, outputs } = await load("fused_projector");
  const params = loadGolden(initProjector(createRng(0), 44, 32), weights);
  const patches = floatTensor(inputs, "patches");
  const loss = (x: tf.Tensor) => applyProjector(params, x).sub(floatTensor(inputs, "target")).square().mean();
  expectClose(applyProjector(params, patches), outputs, "output", { abs: 3e-6 });
  expectGradients(gradientsOf(params, () => loss(patches)).grads, outputs, "grad.", { abs: 1e-6, rel: 1e-4 });
  expectClose(tf.grad(loss)(patches), outputs, "grad_input.patches", { abs: 1e-6, rel: 1e-4 });
});

test("the proprio projector maps and differentiates as the original", async () => {
  const { weights, inputs, outputs } = await load("proprio_projector");
  const params = loadGolden(initProprioProjector(createRng(0), 8, 16), weights);
  const proprio = floatTensor(inputs, "proprio");
  const loss = (x: tf.Tensor) => applyProprioProjector(params, x).sub(floatTensor(inputs, "target")).square().mean();
  expectClose(applyProprioProjector(params, proprio), outputs, "output", { abs: 2e-6 });
  expectGradients(gradientsOf(params, () => loss(proprio)).grads, outputs, "grad.", { abs: 2e-6, rel: 1e-4 });
  expectClose(tf.grad(loss)(proprio), outputs, "grad_input.proprio", { abs: 2e-6 });
});

test("the modules leave no tensor behind", async () => {
  const params = initProjector(createRng(0), 44, 32);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    tf.variableGrads(() => applyProjector(params, tf.ones([1, 5, 44])).sum());
  });
  expect(tf.memory().numTensors).toBe(before);
});
