import { join } from "node:path";
import { type Golden, golden, under } from "#test/golden-cases/tensors.ts";
import type { tf } from "#trainer/engine/tf.ts";
import { toFloat32 } from "#trainer/safetensors/dtype.ts";
import { readSafetensors } from "#trainer/safetensors.ts";
import type { Params } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";

export {
  floats as floatTensor,
  type Golden,
  golden,
  gradientsOf,
  ints as intTensor,
  under as floatsUnder,
} from "#test/golden-cases/tensors.ts";

/** One file of a golden case of test/golden. */
export async function readGolden(
  name: string,
  file: "weights" | "inputs" | "outputs" | "heads" | "film" | "lora_r4" | "lora_r20",
): Promise<Golden> {
  const root = join(import.meta.dirname, "..", "golden");
  return (await readSafetensors(join(root, name, `${file}.safetensors`))).tensors;
}

/** Fill a tree from golden weights; what the tree does not have is left out. */
export function loadGolden<T extends Params>(params: T, tensors: Golden, prefix = ""): T {
  assignTree(params, under(tensors, prefix), { extra: "ignore" });
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
