import type { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { chunkMetrics } from "../losses/chunk-metrics.ts";
import type { Model } from "../model.ts";
import { applyL1Head } from "../models/l1-head.ts";
import { applyVla, type VlaBatch, type VlaOptions, type VlaParams } from "../models/vla.ts";
import type { Head, Prediction } from "./head.ts";
import { visibleStates } from "./visible-states.ts";

/** Regression: the chunk is read in one pass, and its mean absolute error is minimised. */
export const l1Head: Head = {
  measure(model, inputs, options) {
    const { actions, context } = act(model, inputs, options);
    const metrics = chunkMetrics(actions, inputs.actions as tf.Tensor3D);
    const loss = metrics.l1_loss as tf.Scalar;
    return { loss, metrics: { loss, ...metrics }, context, actions };
  },
  predict: (model, inputs) => act(model, inputs),
};

function act(model: Model, inputs: Inputs, options: VlaOptions = {}): Prediction {
  const policy = model.policy as VlaParams<"l1">;
  const { hidden, actionsHidden } = applyVla(policy, inputs as unknown as VlaBatch, model.dims, options);
  const context = visibleStates(hidden, model);
  return { actions: applyL1Head(policy.action_head, actionsHidden, model.dims.chunk), context };
}
