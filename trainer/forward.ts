import type { TrainConfig } from "./contract/config.ts";
import { type SwapInfoNce, swapInfoNce } from "./energy/swap-infonce.ts";
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

/** In-batch swap InfoNCE of the ground-truth chunks; no gradient reaches the policy through the context. */
export function energyLoss(model: Model, { energy }: TrainConfig, inputs: Inputs, context: tf.Tensor3D): SwapInfoNce {
  const [batch] = context.shape;
  const contextMask = inputs.contextMask!.slice([0, 0], [batch, model.contextLength]) as tf.Tensor2D;
  const actions = inputs.actions as tf.Tensor3D;
  const keep = inputs.keep as tf.Tensor3D | undefined;
  const options = { heads: energy.heads, output: "scaledSigmoid", tau: energy.tau } as const;
  return swapInfoNce(model.energy!, { context, contextMask, actions, keep }, options);
}
