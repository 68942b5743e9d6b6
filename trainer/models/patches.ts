import { tf } from "../engine/tf.ts";
import { differentiable } from "../nn/differentiable.ts";
import { runFused } from "../nn/fused.ts";

/**
 * Non-overlapping patches as rows, in the order of a convolution kernel (channel, y, x).
 * images f32[B,C,h,w] → f32[B, h/p · w/p, C·p·p].
 */
export function unfold(images: tf.Tensor4D, patch: number): tf.Tensor3D {
  const [batch, channels, height, width] = images.shape;
  const down = height / patch;
  const across = width / patch;
  if (!Number.isInteger(down) || !Number.isInteger(across)) {
    throw new Error(`expected an image of whole ${patch} × ${patch} patches, but found ${height} × ${width} pixels`);
  }
  const shape: Grid = [batch, channels, down, patch, across, patch];
  return differentiable(
    [images],
    () => (height === width && runFused("VelaUnfold", { x: images }, { patch })?.[0]) || plainUnfold(images, shape),
    (dy) => [() => fold(dy, shape)],
  ) as tf.Tensor3D;
}

type Grid = [batch: number, channels: number, down: number, patch: number, across: number, patch: number];

function plainUnfold(images: tf.Tensor4D, shape: Grid): tf.Tensor {
  const [batch, channels, down, patch, across] = shape;
  return tf
    .transpose(images.reshape(shape), [0, 2, 4, 1, 3, 5])
    .reshape([batch, down * across, channels * patch * patch]);
}

function fold(patches: tf.Tensor, [batch, channels, down, patch, across]: Grid): tf.Tensor {
  const cells = tf.transpose(patches.reshape([batch, down, across, channels, patch, patch]), [0, 3, 1, 4, 2, 5]);
  return cells.reshape([batch, channels, down * patch, across * patch]);
}
