import { tf } from "../engine/tf.ts";

const LONGEST = 10_000;

/**
 * Sinusoids of noise levels: timesteps int32[B] → f32[B,width], sines then cosines of t·10000^(−j/(width/2−1)).
 * Frequencies are rounded to f32 as the original's are (origin §5.8), so that large t give the same angles.
 */
export function encodeTime(timesteps: tf.Tensor, width: number): tf.Tensor2D {
  const angles = timesteps
    .cast("float32")
    .expandDims(1)
    .mul(tf.tensor2d([...frequencies(width / 2)], [1, width / 2]));
  return tf.concat([angles.sin(), angles.cos()], 1) as tf.Tensor2D;
}

function frequencies(count: number): Float32Array {
  const slope = Math.fround(-Math.log(LONGEST));
  return Float32Array.from({ length: count }, (_, j) => Math.exp(Math.fround(Math.fround(j * slope) / (count - 1))));
}
