import { expect, test } from "vitest";
import { learningRateAt } from "#trainer/optim/schedule.ts";

const schedule = { learningRate: 1, lrWarmupSteps: 4, stepsBeforeDecay: 6 };

test("the rate climbs from a tenth to the whole over the warm-up and falls to a tenth after the decay step", () => {
  const rates = Array.from({ length: 8 }, (_, step) => learningRateAt(step, schedule));
  const expected = [0.325, 0.55, 0.775, 1, 1, 1, 0.1, 0.1];
  for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[step]!, 12);
});

test("without a warm-up the first update uses the whole rate", () => {
  expect(learningRateAt(0, { ...schedule, lrWarmupSteps: 0 })).toBe(1);
});
