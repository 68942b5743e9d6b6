import { beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { type LlamaDims, PLAIN_INIT } from "#trainer/models/dims.ts";
import { applyLlama, initLlama, llamaLogits, nextTokenLoss } from "#trainer/models/llama.ts";
import { embedding } from "#trainer/nn/embedding.ts";
import { createRng } from "#trainer/rng.ts";
import {
  expectClose,
  expectGradients,
  floatTensor,
  gradientsOf,
  intTensor,
  loadGolden,
  readGolden,
} from "../golden.ts";

beforeAll(startWasm);

const DIMS: LlamaDims = { vocab: 96, width: 32, layers: 3, heads: 4, mlp: 64, rmsEps: 1e-5, ropeTheta: 10000 };
const FORWARD = { abs: 1e-5 };
const GRADIENT = { abs: 1e-5, rel: 1e-3 };

describe.each(["causal", "bidirectional"] as const)("%s attention", (mode) => {
  const causal = mode === "causal";

  async function load() {
    const params = loadGolden(initLlama(createRng(0), DIMS, PLAIN_INIT), await readGolden("llama", "weights"));
    const inputs = await readGolden("llama", "inputs");
    const embeddings = embedding(params.model.embed_tokens.weight, intTensor(inputs, "input_ids"));
    return { params, inputs, embeddings, outputs: await readGolden("llama", "outputs") };
  }

  test.each(["nopad", "padded"] as const)("%s: hidden states, logits, loss and gradients", async (padding) => {
    const { params, inputs, embeddings, outputs } = await load();
    const attentionMask = padding === "padded" ? floatTensor(inputs, "attention_mask") : undefined;
    const labels = intTensor(inputs, "labels") as tf.Tensor2D;
    const hidden = applyLlama(params, embeddings, DIMS, { attentionMask, causal });
    expect(hidden).toHaveLength(DIMS.layers + 1);
    for (const [i, state] of hidden.entries()) expectClose(state, outputs, `${mode}.${padding}.hidden_${i}`, FORWARD);
    expectClose(llamaLogits(params, hidden.at(-1)!), outputs, `${mode}.${padding}.logits`, FORWARD);

    const loss = (x: tf.Tensor) =>
      nextTokenLoss(llamaLogits(params, applyLlama(params, x, DIMS, { attentionMask, causal }).at(-1)!), labels);
    const { value, grads } = gradientsOf(params, () => loss(embeddings));
    expectClose(value, outputs, `${mode}.${padding}.loss`, { abs: 1e-6 });
    if (padding === "padded") expectGradients(grads, outputs, `${mode}.padded.grad.`, GRADIENT);
    expectClose(tf.grad(loss)(embeddings), outputs, `${mode}.${padding}.grad_input.inputs_embeds`, GRADIENT);
  });

  test("the norms keep their epsilon on tiny activations", async () => {
    const { params, inputs, embeddings, outputs } = await load();
    const attentionMask = floatTensor(inputs, "attention_mask");
    const hidden = applyLlama(params, embeddings.mul(0.02), DIMS, { attentionMask, causal });
    for (const [i, state] of hidden.entries()) expectClose(state, outputs, `${mode}.small.hidden_${i}`, FORWARD);
  });
});
