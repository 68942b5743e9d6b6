import { expect, test } from "vitest";
import { absoluteGripper, binariseGripper, invertGripper } from "#trainer/data/gripper.ts";

test("an undecided gripper takes the next decided value, and keeps the last raw one at the end", () => {
  expect(found(binariseGripper, [0.5, 0.99, 0.3, 0.01, 0.5, 0.5])).toEqual([1, 1, 0, 0, 0.5, 0.5]);
  expect(found(binariseGripper, [0.95, 0.05, 1])).toEqual([1, 1, 1]);
  expect(found(binariseGripper, [])).toEqual([]);
});

test("a gripper of −1 open … +1 close is clipped and turned round", () => {
  expect(found(invertGripper, [-1, -0.5, 0, 0.25, 1])).toEqual([1, 1, 1, 0.75, 0]);
});

test("commands become positions: the first one changes something, the last one holds", () => {
  expect(found(absoluteGripper, [0, 0.05, 1, 0, -0.1, 0, -1, 0.1])).toEqual([1, 1, 0, 0, 0, 0, 1, 1]);
  expect(found(absoluteGripper, [0, -0.2, 0])).toEqual([0, 1, 1]);
  expect(found(absoluteGripper, [0.05, -0.05])).toEqual([1, 1]);
});

function found(rule: (values: Float32Array) => Float32Array, values: number[]): number[] {
  return Array.from(rule(Float32Array.from(values)));
}
