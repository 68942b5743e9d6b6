import { tf } from "../engine/tf.ts";

export type L1Losses = {
  /** Mean over the whole chunk: the loss that is minimised. */
  loss: tf.Scalar;
  /** Mean over the first action of each chunk. */
  current: tf.Scalar;
  /** Mean over the actions after the first. */
  next: tf.Scalar;
};

/** Mean absolute errors of action chunks. predicted and wanted f32[B,K,A], K ≥ 2 → scalars. */
export function l1Losses(predicted: tf.Tensor, wanted: tf.Tensor): L1Losses {
  const [, chunk = 0] = wanted.shape;
  const error = predicted.sub(wanted).abs();
  const [first, rest] = tf.split(error, [1, chunk - 1], 1);
  return { loss: error.mean(), current: first!.mean(), next: rest!.mean() };
}
