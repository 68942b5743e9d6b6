import { expect, test } from "vitest";
import { actionMask, normalize, unnormalize } from "#trainer/data/normalization.ts";
import type { DimStatistics } from "#trainer/data/statistics.ts";
import { goldenNumbers, largestError } from "./golden-numbers.ts";

const inputs = await goldenNumbers("normalization", "inputs");
const outputs = await goldenNumbers("normalization", "outputs");
const action: DimStatistics = { ...statistics("action"), mask: inputs("action_mask").numbers.map(Boolean) };
const proprio = statistics("proprio");

test.each(["NORMAL", "BOUNDS", "BOUNDS_Q99"] as const)("%s normalises as the original", (kind) => {
  const actions = normalize(inputs("action").floats, action, kind);
  expect(largestError(actions, outputs(`${kind}.action`).numbers)).toBeLessThanOrEqual(1e-5);
  const states = normalize(inputs("proprio").floats, proprio, kind);
  // A dimension that never varied is divided by 1e-8 under NORMAL: only its leading digits can agree in float32.
  expect(largestError(states, outputs(`${kind}.proprio`).numbers, 1e-6)).toBeLessThanOrEqual(1e-5);
});

test.each(["BOUNDS", "BOUNDS_Q99"] as const)("%s un-normalises as the original", (kind) => {
  const raw = unnormalize(inputs("normalized_actions_in").floats, action, kind);
  expect(largestError(raw, outputs(`${kind}.unnormalize`).numbers)).toBeLessThanOrEqual(1e-5);
  const back = unnormalize(outputs(`${kind}.action`).floats, action, kind);
  expect(largestError(back, outputs(`${kind}.unnormalize_of_normalized`).numbers)).toBeLessThanOrEqual(1e-5);
});

test("NORMAL has an inverse too", () => {
  const back = unnormalize(normalize(inputs("action").floats, action, "NORMAL"), action, "NORMAL");
  expect(largestError(back, inputs("action").numbers)).toBeLessThanOrEqual(1e-5);
});

test("only a 7-D action's last number is a gripper that stays as it is", () => {
  expect(actionMask({ kind: "libero", actionDim: 7 })).toEqual([true, true, true, true, true, true, false]);
  expect(actionMask({ kind: "aloha", actionDim: 14 }).every(Boolean)).toBe(true);
});

function statistics(of: "action" | "proprio"): DimStatistics {
  const read = (name: string) => inputs(`stats.${of}.${name}`).numbers;
  return {
    mean: read("mean"),
    std: read("std"),
    min: read("min"),
    max: read("max"),
    q01: read("q01"),
    q99: read("q99"),
  };
}
