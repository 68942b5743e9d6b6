import { z } from "zod";
import { tf } from "#trainer/engine/tf.ts";
import type { LlamaDims } from "#trainer/models/dims.ts";
import { applyLlama, type LlamaOptions, type LlamaParams, llamaLogits, nextTokenLoss } from "#trainer/models/llama.ts";
import { embedding } from "#trainer/nn/embedding.ts";
import { ropeTables } from "#trainer/nn/rope.ts";
import { checkGradients } from "./check-gradients.ts";
import { comparer } from "./comparer.ts";
import { type GoldenCase, parseManifest, smallFactor } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { floats, golden, ints, matching, paramsOf, under } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

const TextConfig = z.object({
  hidden_size: z.number(),
  intermediate_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  vocab_size: z.number(),
  rms_norm_eps: z.number().default(1e-6),
  rope_theta: z.number().default(10_000),
});

/** A Llama's shapes from the words of its config. */
export const LlamaConfig = TextConfig.transform(
  (text): LlamaDims => ({
    vocab: text.vocab_size,
    width: text.hidden_size,
    layers: text.num_hidden_layers,
    heads: text.num_attention_heads,
    mlp: text.intermediate_size,
    rmsEps: text.rms_norm_eps,
    ropeTheta: text.rope_theta,
  }),
);

const Manifest = z.object({
  config: z.looseObject({ modes: z.record(z.string(), z.looseObject({ no_grad: z.array(z.string()) })).default({}) }),
});

/** Both directions of attention, with and without padding: states, logits, loss, gradients, and tiny activations. */
export function checkLlama(found: GoldenCase, sheet: Sheet): void {
  const { inputs, outputs, manifest } = found;
  const dims = parseManifest(found, z.object({ config: LlamaConfig })).config;
  const { modes } = parseManifest(found, Manifest).config;
  const params = paramsOf<LlamaParams>(under(found.weights, ""));
  const embeddings = embedding(params.model.embed_tokens.weight, ints(inputs, "input_ids"));
  const padding = floats(inputs, "attention_mask");
  const labels = ints<tf.Rank.R2>(inputs, "labels");
  const tolerance = toleranceOf(manifest.tolerance, ["hidden", "hidden/logits"], { abs: 1e-5 });
  const ofLoss = toleranceOf(manifest.tolerance, ["loss"], { abs: 1e-6 });
  const ofGradient = toleranceOf(manifest.tolerance, ["grads"], { abs: 1e-5, rel: 1e-3 });

  const compare = comparer(sheet, params);
  for (const [, at = "", mode, kind] of matching(outputs, /^((causal|bidirectional)\.(\w+))\.hidden_0$/)) {
    const options: LlamaOptions = { attentionMask: kind === "nopad" ? undefined : padding, causal: mode === "causal" };
    const given = kind === "small" ? embeddings.mul(smallFactor(found, 0.02)) : embeddings;
    const hidden = (x: tf.Tensor) => applyLlama(params, x, dims, options);
    for (let i = 0; i <= dims.layers; i++) compare(`${at}.hidden_${i}`, () => hidden(given)[i]!, { tolerance });
    if (!outputs.has(`${at}.loss`)) continue;
    const logits = (x: tf.Tensor) => llamaLogits(params, hidden(x).at(-1)!);
    compare(`${at}.logits`, () => logits(given), { tolerance });
    const loss = (x: tf.Tensor) => nextTokenLoss(logits(x), labels);
    // The embeddings are the input here: what the original lists as without a gradient has none.
    const without = modes[mode ?? ""]?.no_grad;
    const value = { output: `${at}.loss`, tolerance: ofLoss };
    const expected = { outputs, prefix: `${at}.grad.`, tolerance: ofGradient, value, without };
    checkGradients(sheet, { params, loss: () => loss(given) }, expected);
    compare(`${at}.grad_input.inputs_embeds`, () => tf.grad(loss)(given), { tolerance: ofGradient });
  }

  if (!outputs.has("rope.cos")) return;
  const [, length = 0, headWidth = 0] = golden(outputs, "rope.cos").shape;
  const { cos, sin } = ropeTables(length, headWidth, dims.ropeTheta);
  // The original stores each half twice.
  const twice = (x: tf.Tensor) => tf.concat([x, x], 1).expandDims(0);
  sheet.compare("rope.cos", twice(cos), { tolerance });
  sheet.compare("rope.sin", twice(sin), { tolerance });
}
