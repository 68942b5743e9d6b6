import { beforeAll, describe, expect, test } from "vitest";
import { paramsOf } from "#test/golden-cases/tensors.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { measure, predict } from "#trainer/forward.ts";
import { denoise } from "#trainer/heads/diffusion.ts";
import type { Model } from "#trainer/model.ts";
import { decodeActionTokens } from "#trainer/models/action-tokens.ts";
import { addNoise } from "#trainer/models/ddim.ts";
import { flatten } from "#trainer/tree.ts";
import {
  expectClose,
  expectGradients,
  expectNumbersClose,
  floatsUnder,
  floatTensor,
  type Golden,
  golden,
  gradientsOf,
  intTensor,
  readGolden,
} from "../golden.ts";
import { goldenBatch, TINY_DIMS } from "../models/tiny-policy.ts";

const GRADIENT = { abs: 1e-5, rel: 1e-3 };
const VOCAB_BASE = 320;

let inputs: Golden;
let outputs: Golden;
let weights: Golden;
let heads: Golden;

beforeAll(async () => {
  await startWasm();
  inputs = await readGolden("openvla_tiny", "inputs");
  outputs = await readGolden("openvla_tiny", "outputs");
  weights = await readGolden("openvla_tiny", "weights");
  heads = await readGolden("openvla_tiny", "heads");
});

/** The golden policy with a head of this kind, whose modules are found under these prefixes. */
function modelOf(head: Model["head"], dims: Model["dims"], modules: Record<string, string>): Model {
  const own = Object.entries(modules).flatMap(([module, prefix]) =>
    [...floatsUnder(heads, `${prefix}.`)].map(([name, value]) => [`${module}.${name}`, value] as const),
  );
  const policy = paramsOf<Model["policy"]>(new Map([...floatsUnder(weights, ""), ...own]));
  const rest = { vocabBase: VOCAB_BASE, lora: null, energy: null, contextLength: 8, origin: { folder: "" } };
  return { ...rest, dims, head, policy };
}

const inputsOf = (name: string, dims: Model["dims"]) => {
  const batch = Object.entries(goldenBatch(inputs, name, dims)).filter(([, tensor]) => tensor !== undefined);
  const actions = floatTensor(inputs, `${name}.actions`);
  return { ...Object.fromEntries(batch), actions } as Record<string, tf.Tensor>;
};

describe("a whole policy that denoises", () => {
  const dims = { ...TINY_DIMS, proprioDim: 8, hasTimeToken: true };
  const load = () => {
    const model = modelOf({ kind: "diffusion", diffusionTrainSteps: 50, diffusionInferenceSteps: 50 }, dims, {
      action_head: "diffusion_action_head",
      noisy_action_projector: "noisy_action_projector",
      proprio_projector: "proprio_projector",
    });
    const noise = floatTensor(inputs, "diffusion.noise");
    const timesteps = intTensor(inputs, "diffusion.timesteps");
    const actions = floatTensor(inputs, "img1_proprio.actions");
    return { model, step: { ...inputsOf("img1_proprio", dims), actions, noise, timesteps } };
  };

  test("states, noise, loss and gradients are the original's", () => {
    const { model, step } = load();
    const noisy = addNoise(step.actions, step.noise, step.timesteps, 50);
    expectClose(noisy, outputs, "diffusion.noisy_actions", { abs: 1e-6 });
    const { hiddenStates, actionsHidden, noise } = denoise(model, step, { noisy, timesteps: step.timesteps });
    for (const [i, state] of hiddenStates.entries())
      expectClose(state, outputs, `diffusion.hidden_${i}`, { abs: 1e-5 });
    expectClose(actionsHidden, outputs, "diffusion.actions_hidden_states", { abs: 1e-5 });
    expectClose(noise, outputs, "diffusion.noise_pred", { abs: 1e-5 });

    const { value, grads } = gradientsOf(model.policy, () => measure(model, step).loss);
    expectClose(value, outputs, "diffusion.loss", { abs: 2e-6 });
    const own = [...grads].flatMap(([name, gradient]) => {
      if (name.startsWith("action_head.")) return [[`diffusion_${name}`, gradient] as const];
      return name.startsWith("noisy_action_projector.") ? [[name, gradient] as const] : [];
    });
    expectGradients(new Map(own), outputs, "diffusion.grad.", GRADIENT);
  });
});

describe("a whole policy that speaks tokens", () => {
  const name = "img1_noproprio";
  const at = `${name}.base`;

  test("loss and gradients are the original's, over actions and stop token", () => {
    const model = modelOf({ kind: "token" }, TINY_DIMS, {});
    const { value, grads } = gradientsOf(model.policy, () => measure(model, inputsOf(name, TINY_DIMS)).loss);
    expectClose(value, outputs, `${at}.ce_loss`, { abs: 2e-6 });
    const recorded = [...grads].filter(([leaf]) => outputs.has(`${at}.ce_grad.vla.${leaf}`));
    expectGradients(new Map(recorded), outputs, `${at}.ce_grad.vla.`, GRADIENT);
    expect([...flatten(model.policy).keys()].filter((leaf) => leaf.startsWith("action_head"))).toEqual([]);
  });

  test("tokens, accuracy and L1 are the original's", () => {
    const model = modelOf({ kind: "token" }, TINY_DIMS, {});
    const batch = inputsOf(name, TINY_DIMS);
    const { metrics } = measure(model, batch);
    expectClose(metrics.current_action_accuracy!, outputs, `${at}.discrete.current.accuracy`, { abs: 1e-6 });
    expectClose(metrics.next_action_accuracy!, outputs, `${at}.discrete.next.accuracy`, { abs: 1e-6 });
    expectClose(metrics.current_l1_loss!, outputs, `${at}.discrete.current.l1`, { abs: 1e-6 });
    expectClose(metrics.next_l1_loss!, outputs, `${at}.discrete.next.l1`, { abs: 1e-6 });

    const { data, shape } = golden(outputs, `${at}.predicted_token_ids`);
    const [rows = 0, length = 0] = shape;
    const slots = batch.actionSlots!.dataSync();
    const ids = Array.from(slots, (slot, i) => {
      const row = Math.floor(i / (slots.length / rows));
      return Number(data[row * length + slot - 1]);
    });
    const wanted = decodeActionTokens(tf.tensor1d(ids, "int32"), VOCAB_BASE);
    const { actions } = predict(model, batch);
    expectNumbersClose(actions.dataSync(), wanted.dataSync(), "predicted tokens", { abs: 0 });
  });
});
