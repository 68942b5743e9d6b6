import type { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import type { Model } from "../model.ts";
import type { VlaOptions } from "../models/vla.ts";

/** What a head makes of a batch. */
export type Prediction = {
  /** f32[B,K,A], normalised. */
  actions: tf.Tensor3D;
  /** f32[B,C,W]: the hidden states that the energy model may see. The wanted actions have no part in them. */
  context: tf.Tensor3D;
};

export type Measured = {
  /** What is minimised. */
  loss: tf.Scalar;
  /** By their names without a section: loss, and how near the actions are where these are known. */
  metrics: Record<string, tf.Tensor>;
  /** As in Prediction; null when there is no energy model to see them. */
  context: tf.Tensor3D | null;
  /** As in Prediction; null when they take more passes through the policy than this one. */
  actions: tf.Tensor3D | null;
};

/** How one kind of head learns and acts. Its parameters are those that `initHeads` made for this kind. */
export type Head = {
  measure(model: Model, inputs: Inputs, options: VlaOptions): Measured;
  predict(model: Model, inputs: Inputs): Prediction;
};
