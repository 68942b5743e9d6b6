import { expect, test } from "vitest";
import { measure, type StudiedBatch } from "#trainer/energy/measures.ts";
import { spearman } from "#trainer/energy/spearman.ts";
import { CORRECTIONS, NOISE_LEVELS, RIVALS } from "#trainer/energy/study-step.ts";

test("rank correlation sees order alone, and shares ranks among ties", () => {
  expect(spearman([1, 2, 3, 4], [10, 200, 3000, 40000])).toBeCloseTo(1);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBeCloseTo(-1);
  // scipy.stats.spearmanr([1, 2, 2, 4, 5], [2, 1, 3, 3, 9]) = 0.7631579
  expect(spearman([1, 2, 2, 4, 5], [2, 1, 3, 3, 9])).toBeCloseTo(0.7631579, 6);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBe(0);
});

test("an energy that is the distance from the expert's chunk ranks everything right", () => {
  const measures = measure([studied()], { group: 4, tau: 0.5 });
  expect(measures.spearmanNoise).toBeCloseTo(1);
  expect(measures.spearmanOthers).toBeCloseTo(1);
  expect(measures.policyL1).toBeCloseTo(0.25);
  expect(measures.lowestChange).toBeCloseTo(0.1 / 0.25 - 1, 5);
  expect(measures.energyExpert).toBe(0);
  expect(measures.energyPolicy).toBeCloseTo(0.25);
});

test("a correction's changes are relative to the policy's own chunk", () => {
  const { corrections } = measure([studied()], { group: 4, tau: 0.5 });
  expect(corrections.map(({ alpha, k }) => [alpha, k])).toEqual(CORRECTIONS.map(({ alpha, k }) => [alpha, k]));
  expect(corrections[0]!.l1Change).toBeCloseTo(0.1, 5);
  expect(corrections[0]!.energyChange).toBeCloseTo(-0.15, 5);
});

test("InfoNCE is that of groups of the training batch's size, over ln of that size", () => {
  const pairs = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 0 : 1));
  const batch = { ...studied(), outputs: { ...studied().outputs, pairs } };
  const expected = (group: number) => Math.log(1 + (group - 1) * Math.exp(-2)) / Math.log(group);
  expect(measure([batch], { group: 4, tau: 0.5 }).swapLossRatio).toBeCloseTo(expected(4), 5);
  expect(measure([batch], { group: 2, tau: 0.5 }).swapLossRatio).toBeCloseTo(expected(2), 5);
});

test("another instruction is judged on approach frames, where there are any", () => {
  const pairs = new Float32Array(16).fill(0);
  pairs[0] = 0.5;
  pairs[5] = -0.5;
  pairs[10] = 9;
  const wrong = { pairs, isApproach: [true, true, false, true] };
  const { wrongInstruction } = measure([{ ...studied(), wrong }], { group: 4, tau: 0.5 });
  expect(wrongInstruction).toEqual({ frames: 3, difference: 0, share: 1 / 3 });
  expect(measure([studied()], { group: 4, tau: 0.5 }).wrongInstruction).toBeNull();
});

/** Four frames whose expert's chunk is one number, 0 to 3, and an energy that is the distance from it. */
function studied(): StudiedBatch {
  const rows = 4;
  const repeated = (values: number[]) => Float32Array.from([0, 1, 2, 3].flatMap(() => values));
  const rivals = [0.25, ...Array.from({ length: RIVALS.count }, (_, i) => 0.1 + i / 10)];
  const corrected = Object.fromEntries(
    CORRECTIONS.flatMap((_, i) => [
      [`correctedError${i}`, repeated([0.275])],
      [`correctedEnergy${i}`, repeated([0.1])],
    ]),
  );
  return {
    rows,
    actions: Float32Array.of(0, 1, 2, 3),
    outputs: {
      pairs: Float32Array.from({ length: 16 }, (_, i) => Math.abs(Math.floor(i / 4) - (i % 4))),
      policyError: repeated([0.25]),
      noisyEnergy: repeated(NOISE_LEVELS),
      noisyError: repeated(NOISE_LEVELS.map((level) => level * 0.8)),
      rivalEnergy: repeated(rivals),
      rivalError: repeated(rivals),
      ...corrected,
    },
    wrong: null,
  };
}
