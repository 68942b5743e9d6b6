import { expect, test } from "vitest";
import { infoNceBounds } from "#trainer/contract/info-nce-bounds.ts";

const NONE = { noise: false, temporalShift: false, amplitude: false, gripperFlip: false };

test.each([
  [3, "scaledSigmoid", 0.036],
  [8, "scaledSigmoid", 0.121],
  [24, "scaledSigmoidPooled", 0.352],
  [8, "sigmoid", 0.666],
  [3, "sigmoid", 0.24],
  [8, "softplus", 0],
  [8, "unbounded", 0],
] as const)("the loss floor of %d rows with %s is %d", (batchSize, output, floor) => {
  const bounds = infoNceBounds({ batchSize, output, tau: 0.5, negatives: NONE })!;
  expect(bounds.floor).toBeCloseTo(floor, 3);
  expect(bounds.chance).toBe(Math.log(batchSize));
});

test("each explicit negative is one chunk more to choose from", () => {
  const at = (batchSize: number, negatives: typeof NONE) =>
    infoNceBounds({ batchSize, output: "scaledSigmoid", tau: 0.5, negatives });
  expect(at(8, { ...NONE, noise: true, amplitude: true })).toEqual(at(10, NONE));
  expect(at(1, NONE)).toBeNull();
  expect(at(1, { ...NONE, noise: true })).toEqual(at(2, NONE));
});
