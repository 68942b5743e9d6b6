// B batch · N action slots · V vocabulary
import { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { accuracyOf } from "../losses/action-accuracy.ts";
import { chunkMetrics } from "../losses/chunk-metrics.ts";
import type { Model } from "../model.ts";
import { decodeActionTokens, idsAt, spokenPositions } from "../models/action-tokens.ts";
import { llamaLogits } from "../models/llama.ts";
import { statesBefore } from "../models/slot-states.ts";
import { applyVla, type VlaBatch, type VlaOptions } from "../models/vla.ts";
import { crossEntropy } from "../nn/cross-entropy.ts";
import type { Head } from "./head.ts";
import { visibleStates } from "./visible-states.ts";

/**
 * Tokens: the language model names each action's bin and then stops, all in one pass; cross-entropy over both is
 * minimised. Accuracy is of tokens, and L1 is between the values that two tokens stand for (origin §7.1).
 */
export const tokenHead: Head = {
  measure(model, inputs, options) {
    const { logits, ids, actions, context } = speak(model, inputs, options);
    const { inputIds, actionSlots } = inputs as unknown as VlaBatch;
    const wantedIds = idsAt(inputIds, spokenPositions(actionSlots));
    const vocabulary = logits.shape[2];
    const loss = crossEntropy(logits.reshape([-1, vocabulary]), wantedIds.flatten()) as tf.Scalar;
    const placed = idsAt(inputIds, actionSlots);
    const hits = ids.equal(placed).cast("float32").reshape(actions.shape);
    // As in the original the wanted values are what their tokens stand for.
    const wanted = decodeActionTokens(placed, model.vocabBase).reshape<tf.Tensor3D>(actions.shape);
    return { loss, metrics: { loss, ...chunkMetrics(actions, wanted, accuracyOf(hits)) }, context, actions };
  },
  predict: (model, inputs) => speak(model, inputs),
};

/** logits f32[B,N+1,V], the stop token's last; ids int32[B,N], the likeliest token at each slot. */
function speak(model: Model, inputs: Inputs, options: VlaOptions = {}) {
  const { policy, dims, vocabBase } = model;
  const batch = inputs as unknown as VlaBatch;
  const { hidden, numPatches } = applyVla(policy, batch, dims, options);
  const logits = llamaLogits(
    policy.language_model,
    statesBefore(hidden, spokenPositions(batch.actionSlots), numPatches),
  );
  const [rows, spoken, vocabulary] = logits.shape;
  const ids = tf.argMax(logits.slice([0, 0, 0], [rows, spoken - 1, vocabulary]), 2);
  const actions = decodeActionTokens(ids, vocabBase).reshape<tf.Tensor3D>([rows, dims.chunk, dims.actionDim]);
  return { logits, ids, actions, context: visibleStates(hidden, model) };
}
