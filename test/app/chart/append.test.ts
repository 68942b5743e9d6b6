import { describe, expect, test } from "vitest";
import { appendPoints } from "#app/_chart/append.ts";
import type { NewPoints } from "#app/_chart/series-data.ts";
import { makeData } from "./make-series.ts";

const points = (attempt: number, step: number[], value: (number | string)[]): NewPoints => ({
  runId: "run1",
  key: "train/loss",
  attempt,
  step,
  time: step.map((s) => s * 100),
  value,
});

describe("appendPoints", () => {
  test("adds points without touching its input", () => {
    const before = makeData([1, 2]);
    const after = appendPoints(before, points(1, [30, 40], [3, "NaN"]));
    expect(before.x).toEqual(Float64Array.of(10, 20));
    expect(after.x).toEqual(Float64Array.of(10, 20, 30, 40));
    expect(after.mean).toEqual(Float64Array.of(1, 2, 3, Number.NaN));
    expect(after.nonFinite).toEqual([{ step: 40, value: "NaN" }]);
    expect(after.total).toBe(4);
  });

  test("two futures of one series do not disturb each other, nor what came before", () => {
    const start = appendPoints(makeData([1, 2]), points(1, [30], [3]));
    const one = appendPoints(start, points(1, [40, 50], [4, 5]));
    const other = appendPoints(start, points(1, [40], [-4]));
    const further = appendPoints(one, points(1, [60], [6]));
    expect(start.mean).toEqual(Float64Array.of(1, 2, 3));
    expect(one.mean).toEqual(Float64Array.of(1, 2, 3, 4, 5));
    expect(other.mean).toEqual(Float64Array.of(1, 2, 3, -4));
    expect(other.x).toEqual(Float64Array.of(10, 20, 30, 40));
    expect(further.max).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(further.min).toBe(further.max);
  });

  test("of a merged series each column grows for itself", () => {
    const merged = makeData([1, 2], { merged: true, min: Float64Array.of(0, 1), max: Float64Array.of(3, 4) });
    const after = appendPoints(merged, points(1, [30], [9]));
    expect([after.min, after.mean, after.max].map((column) => [...column])).toEqual([
      [0, 1, 9],
      [1, 2, 9],
      [3, 4, 9],
    ]);
  });

  test("a repeated batch changes nothing, not even the identity", () => {
    const once = appendPoints(makeData([1, 2]), points(1, [30], [3]));
    expect(appendPoints(once, points(1, [30], [3]))).toBe(once);
  });

  test("a newer attempt hides what older ones logged from its first point on", () => {
    const after = appendPoints(makeData([1, 2, 3, 4]), points(2, [30, 40], [7, 8]));
    expect(after.x).toEqual(Float64Array.of(10, 20, 30, 40));
    expect(after.mean).toEqual(Float64Array.of(1, 2, 7, 8));
    expect(after.total).toBe(4);
    expect(after.attempts.at(-1)).toEqual({ attempt: 2, fromStep: 30 });
  });

  test("an older attempt that speaks late is not heard", () => {
    const resumed = appendPoints(makeData([1]), points(2, [20], [2]));
    expect(appendPoints(resumed, points(1, [30], [9]))).toBe(resumed);
  });

  test("memory is bounded: beyond the limit neighbours are merged, and nothing is lost from min, max, mean and count", () => {
    let series = makeData([]);
    for (let step = 1; step <= 300; step++) series = appendPoints(series, points(1, [step], [step]), { limit: 100 });
    expect(series.x.length).toBeLessThanOrEqual(100);
    expect(series.merged).toBe(true);
    expect(series.count.reduce((a, b) => a + b)).toBe(300);
    expect(Math.min(...series.min)).toBe(1);
    expect(series.max.at(-1)).toBe(300);
    const mass = series.mean.reduce<number>((sum, mean, i) => sum + mean * series.count[i]!, 0);
    expect(mass / 300).toBeCloseTo(150.5);
    expect(series.x.at(-1)).toBe(300);
  });

  test("merging a gap with a value keeps the value", () => {
    const series = appendPoints(makeData([null, 4]), points(1, [30], [5]), { limit: 2 });
    expect(series.mean).toEqual(Float64Array.of(4, 5));
    expect(series.first).toEqual(Float64Array.of(Number.NaN, 5));
  });
});
