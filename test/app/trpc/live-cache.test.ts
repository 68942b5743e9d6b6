import { expect, test } from "vitest";
import { appendToAnswer } from "#app/_trpc/append-to-answer.ts";
import { mergeLatest } from "#app/_trpc/merge-latest.ts";
import type { LivePoints, SeriesAnswer } from "#app/_trpc/rows.ts";

const points = (over: Partial<LivePoints>): LivePoints => ({
  runId: "a",
  key: "train/loss",
  attempt: 1,
  step: [20, 30],
  time: [2, 3],
  value: [0.5, 0.25],
  ...over,
});
const answer = (): SeriesAnswer => ({
  series: [
    {
      runId: "a",
      key: "train/loss",
      total: 1,
      merged: false,
      x: Float64Array.of(10),
      time: Float64Array.of(1),
      min: Float64Array.of(1),
      max: Float64Array.of(1),
      mean: Float64Array.of(1),
      first: Float64Array.of(1),
      last: Float64Array.of(1),
      count: Float64Array.of(1),
      nonFinite: [],
      attempts: [{ attempt: 1, fromStep: 0 }],
    },
  ],
});

test("live points extend their own series and leave the cached answer as it was", () => {
  const before = answer();
  const after = appendToAnswer(before, [points({}), points({ key: "val/loss" })], {});
  expect(after.series[0]?.x).toEqual(Float64Array.of(10, 20, 30));
  expect(before).toEqual(answer());
});

test("points of other runs do not make the chart draw again", () => {
  const before = answer();
  expect(appendToAnswer(before, [points({ runId: "b" })], {})).toBe(before);
});

test("a zoomed answer takes only points of its range", () => {
  expect(appendToAnswer(answer(), [points({})], { xMax: 20 }).series[0]?.x).toEqual(Float64Array.of(10, 20));
});

test("last, least, greatest and mean values follow the points", () => {
  const rows = mergeLatest([{ runId: "a", values: {} }], [points({ value: [0.5, "NaN"] })]);
  expect(rows).toEqual([
    {
      runId: "a",
      values: { "train/loss": { step: 30, value: "NaN", time: 3, min: 0.5, max: 0.5, mean: 0.5, finite: 1 } },
    },
  ]);
  const [more] = mergeLatest(rows, [points({ value: [2, 3.5] })]);
  expect(more!.values["train/loss"]).toMatchObject({ value: 3.5, min: 0.5, max: 3.5, mean: 2, finite: 3 });
});
