import type { tf } from "../engine/tf.ts";
import { firstAndRest } from "./first-and-rest.ts";

export type L1Losses = {
  /** Mean over the whole chunk: the loss that is minimised. */
  loss: tf.Scalar;
  /** Mean over the first action of each chunk. */
  current: tf.Scalar;
  /** Mean over the actions after the first. */
  next: tf.Scalar;
};

/** Mean absolute errors of action chunks. predicted and wanted f32[B,K,A] → scalars. */
export function l1Losses(predicted: tf.Tensor, wanted: tf.Tensor): L1Losses {
  const error = predicted.sub(wanted).abs();
  return { loss: error.mean(), ...firstAndRest(error) };
}
