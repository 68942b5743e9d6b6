import type { Golden } from "./golden-case.ts";
import type { Sheet } from "./sheet.ts";
import { numbers } from "./tensors.ts";
import { toleranceOf } from "./tolerance.ts";

/** How many of the weights may be off by more than the tolerance. */
const FEW = 0.001;

/**
 * Weights after some updates: nearly all within the manifest's tolerance, every one within a wider one. Where a gradient
 * is nothing but rounding, AdamW makes a whole step of it.
 */
export function checkWeights(
  { outputs, sheet, said }: { outputs: Golden; sheet: Sheet; said: string },
  prefix: string,
  weights: (readonly [key: string, values: readonly number[]])[],
  { group, roundingOf }: { group: string; roundingOf: (key: string) => number },
): void {
  const { abs } = toleranceOf(said, ["weights"], { abs: 5e-5 });
  const widest = /\ball at (\d[\d.]*e-\d+)/.exec(said)?.[1];
  const tolerance = { abs: Number(widest ?? 20 * abs), rel: 0, from: widest ? "manifest" : "default" } as const;
  let [all, off] = [0, 0];
  for (const [key, values] of weights) {
    const output = prefix + key;
    if (!outputs.has(output)) continue;
    sheet.compare(output, values, { tolerance, group, rounding: () => roundingOf(key) });
    const expected = numbers(outputs, output);
    const errors = values.map((value, i) => Math.abs(value - expected[i]!)).filter((error) => !(error <= abs));
    const limit = errors.length > 0 ? abs + roundingOf(key) : abs;
    off += errors.filter((error) => !(error <= limit)).length;
    all += values.length;
  }
  const message = `expected at most ${FEW * 100} % beyond ${abs}, but found ${off} of ${all}`;
  sheet.check(`${group}, but for ${FEW * 100} % within ${abs}`, off <= FEW * all, message);
}
