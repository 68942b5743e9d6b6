import { expect, test } from "vitest";
import { cameraKeys } from "#trainer/data/cameras.ts";
import type { FeatureSpec } from "#trainer/data/features.ts";
import type { GripperRule } from "#trainer/data/gripper.ts";
import type { RawEpisode } from "#trainer/data/raw-episode.ts";
import { standardise } from "#trainer/data/transforms.ts";

test("libero: gripper −1 … 1 becomes 1 open, 0 closed; proprio is the pose and the last two numbers", () => {
  const raw = episode([row(7, 0, -1), row(7, 0, 0.25), row(7, 0, 1)], [row(9, 1, 9), row(9, 2, 9), row(9, 3, 9)]);
  const { actions, proprio, frames, firstStep } = standardise(raw, { kind: "libero", actionDim: 7, proprioDim: 8 });
  expect([frames, firstStep]).toEqual([3, 0]);
  expect([6, 13, 20].map((i) => actions[i])).toEqual([1, 0.75, 0]);
  expect(Array.from(proprio.subarray(0, 8))).toEqual([1, 1, 1, 1, 1, 1, 1, 9]);
});

test("bridge: first step dropped, movement taken from the state, gripper binarised, last step dropped", () => {
  const states = [0, 1, 3, 6, 10].map((x) => row(7, x, x / 10));
  const raw = episode(
    [0, 0.5, 1, 0.5, 0].map((g) => row(7, 99, g)),
    states,
  );
  const { actions, proprio, frames, firstStep } = standardise(raw, { kind: "bridge", actionDim: 7, proprioDim: 7 });
  expect([frames, firstStep]).toEqual([3, 1]);
  expect(Array.from(actions)).toEqual([...row(7, 2, 1), ...row(7, 3, 1), ...row(7, 4, 0)]);
  expect(Array.from(proprio)).toEqual(Array.from(Float32Array.from(states.slice(1, 4).flat())));
});

test("custom: the numbers as they are, or its gripper read by a rule", () => {
  const raw = episode([row(3, 5, 0), row(3, 5, 1), row(3, 5, 0)], [row(2, 0, 0), row(2, 0, 0), row(2, 0, 0)]);
  const read = (gripper?: GripperRule) =>
    Array.from(standardise(raw, { kind: "custom", actionDim: 3, proprioDim: 2, gripper }).actions);
  expect(read()).toEqual([5, 5, 0, 5, 5, 1, 5, 5, 0]);
  expect(read("asIs")).toEqual(read());
  expect(read("relative")).toEqual([5, 5, 1, 5, 5, 0, 5, 5, 0]);
  expect(read("invert")).toEqual([5, 5, 1, 5, 5, 0, 5, 5, 1]);
});

test("sizes that do not fit the platform are refused with both numbers", () => {
  const raw = episode([row(7, 0, 0)], [row(7, 0, 0)]);
  const aloha = () => standardise(raw, { kind: "aloha", actionDim: 14, proprioDim: 14 });
  expect(aloha).toThrow("platform aloha expects 14 numbers of action, the data set gives 7");
  const libero = () => standardise(raw, { kind: "libero", actionDim: 7, proprioDim: 8 });
  expect(libero).toThrow("platform libero expects at least 8 numbers of state, the data set has 7");
  raw.steps.delete("action");
  expect(aloha).toThrow('the steps should have a numeric feature "action"; found observation/state');
});

test("cameras follow the platform; what is absent is answered with the image keys that were found", () => {
  const features: FeatureSpec[] = ["image", "wrist_image"].map((name) => ({
    path: `steps/observation/${name}`,
    inSteps: true,
    kind: "image",
    shape: [8, 8, 3],
    dtype: "uint8",
    encoding: "png",
  }));
  expect(cameraKeys("libero", { features, numImages: 2 })).toEqual(["observation/image", "observation/wrist_image"]);
  expect(() => cameraKeys("bridge", { features, numImages: 1 })).toThrow(
    'platform bridge expects the image "observation/image_0"; the data set has observation/image, observation/wrist_image',
  );
  expect(() => cameraKeys("custom", { features, numImages: 3 })).toThrow("has 2 cameras, 3 images were asked for");
});

/** `width` numbers x, the last one `end`. */
function row(width: number, x: number, end: number): number[] {
  return [...Array.from({ length: width - 1 }, () => x), end];
}

function episode(actions: number[][], states: number[][]): RawEpisode {
  const column = (rows: number[][]) =>
    ({ kind: "number", width: rows[0]!.length, data: Float32Array.from(rows.flat()) }) as const;
  return {
    length: actions.length,
    steps: new Map([
      ["action", column(actions)],
      ["observation/state", column(states)],
    ]),
    metadata: {},
  };
}
