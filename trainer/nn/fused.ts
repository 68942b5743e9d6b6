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
  if (!tf.getKernel(name, tf.getBackend())) return null;
  const result = tf.engine().runKernel(name, present(inputs), attrs) as tf.Tensor | tf.Tensor[];
  return Array.isArray(result) ? result : [result];
}

function present(inputs: Record<string, tf.Tensor | undefined>): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(inputs).filter((entry): entry is [string, tf.Tensor] => entry[1] !== undefined));
}
