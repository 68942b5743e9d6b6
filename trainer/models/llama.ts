// B batch · S tokens · W width · V vocabulary
import { tf } from "../engine/tf.ts";
import { HIDDEN_KEY } from "../nn/attention.ts";
import { crossEntropy } from "../nn/cross-entropy.ts";
import { normalVariable, onesVariable } from "../nn/init.ts";
import { initMatrix, linear, type MatrixParams } from "../nn/linear.ts";
import { checkpoint } from "../nn/recompute.ts";
import { type RmsNormParams, rmsNorm } from "../nn/rms-norm.ts";
import { ropeTables } from "../nn/rope.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions, LlamaDims } from "./dims.ts";
import { applyLlamaLayer, initLlamaLayer, type LayerContext, type LlamaLayerParams } from "./llama-layer.ts";
import { numbered } from "./numbered.ts";
import { trainableLeaves } from "./trainable-leaves.ts";

export type LlamaParams = {
  model: { embed_tokens: MatrixParams; layers: Record<string, LlamaLayerParams>; norm: RmsNormParams };
  lm_head: MatrixParams;
};

export type LlamaOptions = {
  /** f32[B,S], 1 = real token, 0 = padding; absent when nothing is padded. */
  attentionMask?: tf.Tensor | undefined;
  /** Each token sees only itself and those before it; the policy attends both ways. */
  causal?: boolean;
  /** Compute the layers again in the backward pass instead of keeping what they computed. */
  gradientCheckpointing?: boolean | undefined;
};

/** Hidden states: the embeddings, then each layer's output; the last one is after the final norm. Each f32[B,S,W]. */
export function applyLlama(
  params: LlamaParams,
  embeddings: tf.Tensor,
  dims: LlamaDims,
  options: LlamaOptions = {},
): tf.Tensor[] {
  const { attentionMask, causal = false, gradientCheckpointing = false } = options;
  const tables = ropeTables(embeddings.shape[1]!, dims.width / dims.heads, dims.ropeTheta);
  const context = { dims, tables, causal, keyBias: attentionMask?.sub(1).mul(-HIDDEN_KEY) };
  const hidden = [embeddings];
  const run = gradientCheckpointing ? recomputedLayer : applyLlamaLayer;
  for (const layer of Object.values(params.model.layers)) hidden.push(run(layer, hidden.at(-1)!, context));
  return [...hidden.slice(0, -1), rmsNorm(params.model.norm, hidden.at(-1)!, dims.rmsEps)];
}

function recomputedLayer(params: LlamaLayerParams, x: tf.Tensor, context: LayerContext): tf.Tensor {
  const { tables, keyBias } = context;
  // Tables and bias are inputs too: the recomputation comes when the forward pass has freed them.
  return checkpoint(
    (input, cos, sin, bias) =>
      applyLlamaLayer(params, input!, { ...context, tables: { cos: cos!, sin: sin! }, keyBias: bias }),
    [x, tables.cos, tables.sin, ...(keyBias ? [keyBias] : [])],
    trainableLeaves(params),
  );
}

/** Scores of the next token. hidden f32[B,S,W] → f32[B,S,V]. */
export function llamaLogits(params: LlamaParams, hidden: tf.Tensor): tf.Tensor3D {
  return linear(params.lm_head, hidden) as tf.Tensor3D;
}

/** Next-token cross-entropy, averaged over the labels that are not negative. logits f32[B,S,V], labels int32[B,S]. */
export function nextTokenLoss(logits: tf.Tensor3D, labels: tf.Tensor2D): tf.Tensor {
  const [batch, length, vocabulary] = logits.shape;
  const predicted = logits.slice([0, 0, 0], [-1, length - 1, -1]).reshape<tf.Tensor2D>([-1, vocabulary]);
  const wanted = labels.slice([0, 1], [batch, length - 1]).flatten();
  return crossEntropy(
    predicted,
    wanted.maximum(tf.scalar(0, "int32")),
    wanted.greaterEqual(0).cast<tf.Tensor1D>("float32"),
  );
}

export function initLlama(rng: Rng, dims: LlamaDims, init: InitOptions): LlamaParams {
  return {
    model: {
      embed_tokens: { weight: normalVariable(rng.fork("embed"), [dims.vocab, dims.width], init.embeddingGain) },
      layers: numbered(dims.layers, (i) => initLlamaLayer(rng.fork(`layer${i}`), dims, init)),
      norm: { weight: onesVariable([dims.width]) },
    },
    lm_head: initMatrix(rng.fork("lm_head"), dims.width, dims.vocab),
  };
}
