import { tf } from "../engine/tf.ts";
import type { Rng } from "../rng.ts";

/** f32 variable drawn from N(0, deviation²). */
export function normalVariable(rng: Rng, shape: number[], deviation: number): tf.Variable {
  const data = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => deviation * rng.normal());
  return floatVariable(data, shape);
}

/** f32 variable drawn from U(−bound, bound). */
export function uniformVariable(rng: Rng, shape: number[], bound: number): tf.Variable {
  const data = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => bound * (2 * rng.uniform() - 1));
  return floatVariable(data, shape);
}

export function onesVariable(shape: number[]): tf.Variable {
  return constantVariable(1, shape);
}

export function zerosVariable(shape: number[]): tf.Variable {
  return constantVariable(0, shape);
}

export function constantVariable(value: number, shape: number[]): tf.Variable {
  return floatVariable(new Float32Array(tf.util.sizeFromShape(shape)).fill(value), shape);
}

/** A variable from host numbers; the caller frees it. */
export function floatVariable(data: Float32Array, shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(data, shape, "float32")));
}
