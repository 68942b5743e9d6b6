import { tf } from "../engine/tf.ts";

/**
 * Run a project kernel when the active backend has it; null tells the caller to use plain ops.
 * Kernels are registered in trainer/engine under names that start with Vela.
 */
export function runFused(
  name: string,
  inputs: Record<string, tf.Tensor | undefined>,
  attrs: Record<string, number | boolean | number[]> = {},
): tf.Tensor[] | null {
  if (!hasFused(name)) return null;
  const result = tf.engine().runKernel(name, withoutAbsent(inputs), attrs) as tf.Tensor | tf.Tensor[];
  return Array.isArray(result) ? result : [result];
}

/** Whether the active backend has a project kernel of this name. */
export function hasFused(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

function withoutAbsent(inputs: Record<string, tf.Tensor | undefined>): Record<string, tf.Tensor> {
  const present: Record<string, tf.Tensor> = {};
  for (const name in inputs) if (inputs[name]) present[name] = inputs[name];
  return present;
}
