import { join } from "node:path";
import { readSafetensors } from "#trainer/safetensors.ts";

export type GoldenNumbers = (name: string) => { shape: readonly number[]; numbers: number[]; floats: Float32Array };

/** One file of a golden case as plain numbers, without any tensor library. */
export async function goldenNumbers(name: string, file: "inputs" | "outputs"): Promise<GoldenNumbers> {
  const root = join(import.meta.dirname, "..", "..", "golden");
  const { tensors } = await readSafetensors(join(root, name, `${file}.safetensors`));
  return (key) => {
    const found = tensors.get(key);
    if (!found) throw new Error(`expected ${key} in the golden case ${name}, it has ${[...tensors.keys()].join(", ")}`);
    const numbers = Array.from(found.data as ArrayLike<number | bigint>, Number);
    return { shape: found.shape, numbers, floats: Float32Array.from(numbers) };
  };
}

/** Largest absolute difference beyond `rel`·|expected|; infinite when the lengths differ or a number is not finite. */
export function largestError(actual: ArrayLike<number>, expected: ArrayLike<number>, rel = 0): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) - rel * Math.abs(expected[i]!);
    if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  return worst;
}
