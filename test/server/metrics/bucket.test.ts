import { expect, test } from "vitest";
import { bucketPoints } from "#server/metrics/bucket.ts";
import type { Point } from "#server/metrics/read-points.ts";

const point = (step: number, value: number | null): Point => [step, step * 10, value];
const range = (n: number, f = (i: number): number | null => i) =>
  Array.from({ length: n }, (_, i) => point(i + 1, f(i)));

test("few points come as they are", () => {
  const { x, mean, count, merged, total } = bucketPoints(range(5), 10);
  expect({ x, mean, count, merged, total }).toEqual({
    x: [1, 2, 3, 4, 5],
    mean: [0, 1, 2, 3, 4],
    count: [1, 1, 1, 1, 1],
    merged: false,
    total: 5,
  });
});

test.each([10, 100, 799, 800])("many points fill at most %i buckets, and none is left out", (width) => {
  const { x, count, first, last, merged } = bucketPoints(range(12_345), width);
  expect(merged).toBe(true);
  expect(x.length).toBeLessThanOrEqual(width);
  expect(x.length).toBeGreaterThan(width / 2 - 1);
  expect(count.reduce((a, b) => a + b)).toBe(12_345);
  expect([first[0], last.at(-1), x.at(-1)]).toEqual([0, 12_344, 12_345]);
});

test("one spike among very many points is seen in min and max", () => {
  const { max, min } = bucketPoints(
    range(100_000, (i) => (i === 77_777 ? 1e9 : i === 5 ? -1e9 : 1)),
    300,
  );
  expect(Math.max(...(max as number[]))).toBe(1e9);
  expect(Math.min(...(min as number[]))).toBe(-1e9);
});

test("buckets stay where they are while a run grows", () => {
  const early = bucketPoints(range(9_000), 800);
  const later = bucketPoints(range(9_500), 800);
  expect(later.x.slice(0, early.x.length - 1)).toEqual(early.x.slice(0, -1));
});

test("values that are not finite are gaps that are named, and spoil nothing beside them", () => {
  const values = [1, null, Number.POSITIVE_INFINITY, 3];
  const buckets = bucketPoints(
    values.map((value, i) => point(i, value)),
    10,
  );
  expect(buckets.last).toEqual([1, null, null, 3]);
  expect(buckets.nonFinite).toEqual([
    { step: 1, value: "NaN" },
    { step: 2, value: "Infinity" },
  ]);
  const merged = bucketPoints(
    range(2000, (i) => (i % 2 ? null : i)),
    100,
  );
  expect(merged.mean.every((value) => value !== null && Number.isFinite(value))).toBe(true);
  expect(merged.nonFinite).toHaveLength(100);
});
