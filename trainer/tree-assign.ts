import { compareShapes } from "./compare-shapes.ts";
import { tf } from "./engine/tf.ts";
import { flatten, type Params } from "./tree.ts";

/** A tensor on the host: numbers in row-major order. */
export type HostFloats = { readonly shape: readonly number[]; readonly data: Float32Array };

/**
 * Copy named tensors into the leaves of a tree. Names and shapes are compared first; nothing is written
 * when something is missing or has another shape, or is extra and `extra` is "refuse".
 */
export function assignTree(
  params: Params,
  tensors: ReadonlyMap<string, HostFloats>,
  { extra = "refuse" }: { extra?: "refuse" | "ignore" } = {},
): void {
  const leaves = flatten(params);
  const known = [...tensors].filter(([name]) => extra === "refuse" || leaves.has(name));
  compareShapes("what was given", shapesOf(leaves), shapesOf(known));
  for (const [name, leaf] of leaves) write(leaf, tensors.get(name)!);
}

function write(leaf: tf.Variable, { shape, data }: HostFloats): void {
  tf.tidy(() => leaf.assign(tf.tensor(data, [...shape], "float32")));
}

function shapesOf(named: Iterable<readonly [string, { readonly shape: readonly number[] }]>) {
  return new Map([...named].map(([name, { shape }]) => [name, shape]));
}
