import { tf } from "#trainer/engine/tf.ts";
import { floatVariable } from "#trainer/nn/init.ts";
import { toFloat32, toInt32 } from "#trainer/safetensors/dtype.ts";
import type { HostTensor } from "#trainer/safetensors.ts";
import { flatten, type Params, unflatten } from "#trainer/tree.ts";
import type { HostFloats } from "#trainer/tree-assign.ts";
import type { Golden } from "./golden-case.ts";

export type { Golden };

export function golden(tensors: Golden, name: string): HostTensor {
  const found = tensors.get(name);
  if (!found) throw new Error(`expected a tensor ${name}, but there are only ${[...tensors.keys()].join(", ")}`);
  return found;
}

/** A golden tensor on the device, as f32. */
export function floats<R extends tf.Rank>(tensors: Golden, name: string): tf.Tensor<R> {
  const { data, shape } = golden(tensors, name);
  return tf.tensor(toFloat32(data), [...shape] as tf.ShapeMap[R], "float32");
}

/** A golden tensor on the device, as int32. */
export function ints<R extends tf.Rank>(tensors: Golden, name: string): tf.Tensor<R> {
  const { data, shape } = golden(tensors, name);
  return tf.tensor(toInt32(data), [...shape] as tf.ShapeMap[R], "int32");
}

/** Any golden tensor as plain numbers. */
export function numbers(tensors: Golden, name: string): number[] {
  return Array.from(golden(tensors, name).data as ArrayLike<number | bigint>, Number);
}

/** Tensors whose names begin with `prefix`, without it. */
export function under(tensors: Golden, prefix: string): Map<string, HostFloats> {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, { shape, data }]) => [name.slice(prefix.length), { shape, data: toFloat32(data) }]));
}

/** The golden weights as a module's parameters: T says which module, the names and shapes are theirs. */
export function paramsOf<T>(tensors: ReadonlyMap<string, HostFloats>): T {
  const leaves = [...tensors].map(([name, { data, shape }]) => [name, floatVariable(data, [...shape])] as const);
  return unflatten(leaves) as unknown as T;
}

export type Gradients = { value: tf.Tensor; grads: Map<string, tf.Tensor> };

/** A scalar and its gradient with respect to every leaf; leaves that it does not depend on are absent. */
export function gradientsOf(params: object, loss: () => tf.Tensor): Gradients {
  const leaves = flatten(params as Params);
  const { value, grads } = tf.variableGrads(() => loss() as tf.Scalar, [...leaves.values()]);
  const named = [...leaves].flatMap(([name, leaf]) => (grads[leaf.name] ? [[name, grads[leaf.name]!] as const] : []));
  return { value, grads: new Map(named) };
}

/** Names of the outputs that a pattern fits, with what its parentheses caught. */
export function matching(tensors: Golden, pattern: RegExp): RegExpExecArray[] {
  return [...tensors.keys()].map((name) => pattern.exec(name)).filter((found) => found !== null);
}
