import { join } from "node:path";
import { tf } from "#trainer/engine/tf.ts";
import { type HostTensor, readSafetensors } from "#trainer/safetensors.ts";
import { toFloat32, toInt32 } from "#trainer/safetensors-dtype.ts";
import { flatten, type Params } from "#trainer/tree.ts";
import { assignTree, type HostFloats } from "#trainer/tree-assign.ts";

export type Golden = ReadonlyMap<string, HostTensor>;

/** One file of a golden case, from test/golden or the folder that VELA_GOLDEN names. */
export async function readGolden(name: string, file: "weights" | "inputs" | "outputs" | "heads"): Promise<Golden> {
  const root = process.env.VELA_GOLDEN ?? join(import.meta.dirname, "..", "golden");
  return (await readSafetensors(join(root, name, `${file}.safetensors`))).tensors;
}

export function golden(tensors: Golden, name: string): HostTensor {
  const found = tensors.get(name);
  if (!found) throw new Error(`expected ${name} in the golden data, but it has ${tensors.size} others`);
  return found;
}

/** The golden tensor on the device: f32, or int32 for integers when asked. */
export function floatTensor(tensors: Golden, name: string): tf.Tensor {
  const { data, shape } = golden(tensors, name);
  return tf.tensor(toFloat32(data), [...shape], "float32");
}

export function intTensor(tensors: Golden, name: string): tf.Tensor {
  const { data, shape } = golden(tensors, name);
  return tf.tensor(toInt32(data), [...shape], "int32");
}

/** Tensors under a prefix, the prefix taken off, as f32. */
export function floatsUnder(tensors: Golden, prefix: string): Map<string, HostFloats> {
  const under = new Map<string, HostFloats>();
  for (const [name, { shape, data }] of tensors) {
    if (name.startsWith(prefix)) under.set(name.slice(prefix.length), { shape, data: toFloat32(data) });
  }
  return under;
}

/** Fill a tree from golden weights; what the tree does not have is left out. */
export function loadGolden<T extends Params>(params: T, tensors: Golden, prefix = ""): T {
  assignTree(params, floatsUnder(tensors, prefix), { extra: "ignore" });
  return params;
}

export type Tolerance = { abs: number; rel?: number };

/** Largest |actual − expected| − rel·|expected| must not exceed abs; shapes must agree. */
export function expectClose(actual: tf.Tensor, tensors: Golden, name: string, tolerance: Tolerance): void {
  const expected = golden(tensors, name);
  if (actual.shape.join() !== expected.shape.join()) {
    throw new Error(`${name}: expected shape [${expected.shape}], found [${actual.shape}]`);
  }
  expectNumbersClose(actual.dataSync(), toFloat32(expected.data), name, tolerance);
}

export function expectNumbersClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  name: string,
  { abs, rel = 0 }: Tolerance,
): void {
  if (actual.length !== expected.length) throw new Error(`${name}: expected ${expected.length} numbers`);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    if (!(error <= abs + rel * Math.abs(expected[i]!))) {
      throw new Error(`${name}[${i}]: expected ${expected[i]} within ${abs} + ${rel} relative, found ${actual[i]}`);
    }
  }
}

/** Gradients of a scalar with respect to every leaf; leaves that it does not depend on are absent. */
export function gradientsOf(
  params: Params,
  loss: () => tf.Tensor,
): { value: tf.Tensor; grads: Map<string, tf.Tensor> } {
  const leaves = flatten(params);
  const { value, grads } = tf.variableGrads(() => loss() as tf.Scalar, [...leaves.values()]);
  const found = new Map<string, tf.Tensor>();
  for (const [name, leaf] of leaves) if (grads[leaf.name]) found.set(name, grads[leaf.name]!);
  return { value, grads: found };
}

/** Every golden gradient under the prefix is matched, and no other leaf has one. */
export function expectGradients(
  grads: ReadonlyMap<string, tf.Tensor>,
  tensors: Golden,
  prefix: string,
  tolerance: Tolerance,
): void {
  const wanted = [...tensors.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  if (wanted.length === 0) throw new Error(`expected golden gradients under ${prefix}`);
  const surplus = [...grads.keys()].filter((name) => !wanted.includes(name));
  if (surplus.length > 0) throw new Error(`expected no gradient for ${surplus}`);
  for (const name of wanted) {
    const actual = grads.get(name);
    if (!actual) throw new Error(`expected a gradient for ${name}`);
    expectClose(actual, tensors, prefix + name, tolerance);
  }
}
