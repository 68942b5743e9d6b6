import type { tf } from "./engine/tf.ts";
import { actionAccuracy } from "./losses/action-accuracy.ts";
import { l1Losses } from "./losses/l1.ts";
import type { Model } from "./model.ts";
import { applyL1Head } from "./models/l1-head.ts";
import { applyVla, type VlaBatch } from "./models/vla.ts";

/** A step's inputs as `batchFeeds` makes them, on the device. */
export type Inputs = Record<string, tf.Tensor>;

/** The policy's chunk f32[B,K,A] and the hidden states f32[B,C,W] that the energy model may see. */
export function predict(model: Model, inputs: Inputs): { actions: tf.Tensor3D; context: tf.Tensor3D } {
  const { policy, dims, contextLength } = model;
  const output = applyVla(policy, inputs as unknown as VlaBatch, dims);
  const [batch, , width] = output.hidden.shape;
  const context = output.hidden.slice([0, 0, 0], [batch, contextLength, width]);
  return { actions: applyL1Head(policy.action_head, output.actionsHidden, dims.chunk), context };
}

/** Task metrics of predicted chunks against the batch's, under their names without a section. */
export function taskMetrics(predicted: tf.Tensor3D, inputs: Inputs): Record<string, tf.Tensor> {
  const wanted = inputs.actions as tf.Tensor3D;
  const l1 = l1Losses(predicted, wanted);
  const accuracy = actionAccuracy(predicted, wanted);
  return {
    loss: l1.loss,
    l1_loss: l1.loss,
    current_l1_loss: l1.current,
    next_l1_loss: l1.next,
    action_accuracy: accuracy.all,
    current_action_accuracy: accuracy.current,
    next_action_accuracy: accuracy.next,
  };
}
