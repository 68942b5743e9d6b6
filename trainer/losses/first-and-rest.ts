import { tf } from "../engine/tf.ts";

/** Means of x f32[B,K,A] over the first step of each chunk and over the steps after it; of K = 1 both are the same. */
export function firstAndRest(x: tf.Tensor): { current: tf.Scalar; next: tf.Scalar } {
  const [, chunk = 0] = x.shape;
  if (chunk === 1) return { current: x.mean(), next: x.mean() };
  const [first, rest] = tf.split(x, [1, chunk - 1], 1);
  return { current: first!.mean(), next: rest!.mean() };
}
