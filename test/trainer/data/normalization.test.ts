import { expect, test } from "vitest";
import { actionMask, normalize, unnormalize } from "#trainer/data/normalization.ts";
import type { DimStatistics } from "#trainer/data/statistics.ts";
import { goldenNumbers, largestError } from "./golden-numbers.ts";

const inputs = await goldenNumbers("normalization", "inputs");
const action: DimStatistics = { ...statistics(), mask: inputs("action_mask").numbers.map(Boolean) };

test("NORMAL has an inverse too", () => {
  const back = unnormalize(normalize(inputs("action").floats, action, "NORMAL"), action, "NORMAL");
  expect(largestError(back, inputs("action").numbers)).toBeLessThanOrEqual(1e-5);
});

test("only a 7-D action's last number is a gripper that stays as it is", () => {
  expect(actionMask({ kind: "libero", actionDim: 7 })).toEqual([true, true, true, true, true, true, false]);
  expect(actionMask({ kind: "aloha", actionDim: 14 }).every(Boolean)).toBe(true);
});

function statistics(): DimStatistics {
  const read = (name: string) => inputs(`stats.action.${name}`).numbers;
  return {
    mean: read("mean"),
    std: read("std"),
    min: read("min"),
    max: read("max"),
    q01: read("q01"),
    q99: read("q99"),
  };
}
