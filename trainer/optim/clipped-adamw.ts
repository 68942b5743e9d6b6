import { tf } from "../engine/tf.ts";
import { type AdamWState, adamW } from "./adamw.ts";
import { clipScale, globalNorm } from "./clip.ts";

export type ClippedUpdate = {
  params: ReadonlyMap<string, tf.Variable>;
  grads: ReadonlyMap<string, tf.Tensor>;
  state: AdamWState;
  /** f32[3] from adamWScalars. */
  scalars: tf.Tensor;
  /** null: no clipping. */
  clipNorm: number | null;
  /** f32[], multiplies the clipped gradient; 0 keeps the moments at rest as well. */
  gain?: tf.Tensor | undefined;
};

/** Clip by global norm, then AdamW in place; returns the norm before clipping. */
export function clippedAdamW({ params, grads, state, scalars, clipNorm, gain }: ClippedUpdate): tf.Scalar {
  const norm = globalNorm(grads);
  const clip = clipNorm === null ? tf.scalar(1) : clipScale(norm, clipNorm);
  adamW(params, grads, state, { scalars: scalars as tf.Tensor1D, gradientScale: gain ? clip.mul(gain) : clip });
  return norm;
}
