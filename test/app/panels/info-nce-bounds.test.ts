import { expect, test } from "vitest";
import { runInfoNceBounds } from "#app/_panels/info-nce-bounds.ts";
import { TrainConfig } from "#trainer/contract/config.ts";

const boundsOf = (batchSize: unknown, energy: object = {}) =>
  runInfoNceBounds({ training: { batchSize }, energy: { tau: 0.5, ...energy } });

test("InfoNCE's floor is what the paper's bound gives for B = 3, 8, 24 at τ = 0.5", () => {
  expect([3, 8, 24].map((batch) => boundsOf(batch)?.floor.toFixed(3))).toEqual(["0.036", "0.121", "0.352"]);
  expect(boundsOf(16)?.chance).toBeCloseTo(Math.log(16), 12);
});

test("every explicit negative is one more chunk to tell apart", () => {
  const bounds = boundsOf(16, { negatives: { noise: true, gripperFlip: true } });
  expect(bounds?.chunks).toBe(18);
  expect(bounds?.chance).toBeCloseTo(Math.log(18), 12);
});

test("the floor follows the run's output map: a smaller range is higher, none at all is zero", () => {
  expect(boundsOf(8, { output: "sigmoid" })!.floor).toBeGreaterThan(boundsOf(8)!.floor);
  expect(boundsOf(8, { output: "softplus" })!.floor).toBe(0);
});

test("a whole config has its own bounds", () => {
  const config = TrainConfig.parse({ training: { batchSize: 4 } });
  expect(runInfoNceBounds(config)?.chunks).toBe(4);
});

test("without negatives, a temperature or an energy model there are no bounds", () => {
  for (const batch of [1, Number.NaN, undefined]) expect(boundsOf(batch)).toBeNull();
  for (const tau of [0, Number.NaN, "warm"]) expect(boundsOf(8, { tau })).toBeNull();
  for (const config of [null, {}, { training: { batchSize: 8 } }, "text"]) expect(runInfoNceBounds(config)).toBeNull();
});
