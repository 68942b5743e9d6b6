import { expect, test } from "vitest";
import type { Columns } from "#server/db/points/columns.ts";
import { type Buckets, bucketPieces, bucketSize } from "#server/metrics/bucket.ts";

const bucket = (values: number[], width: number): Buckets => {
  const step = Float64Array.from(values, (_, i) => i + 1);
  const points: Columns = { step, time: step.map((each) => each * 10), value: Float64Array.from(values) };
  return bucketPieces([points], values.length > width ? bucketSize(1, values.length, width) : 0);
};
const range = (n: number, f = (i: number): number => i) => Array.from({ length: n }, (_, i) => f(i));

test("few points come as they are", () => {
  const { x, mean, count, merged, total } = bucket(range(5), 10);
  expect({ x: [...x], mean: [...mean], count: [...count], merged, total }).toEqual({
    x: [1, 2, 3, 4, 5],
    mean: [0, 1, 2, 3, 4],
    count: [1, 1, 1, 1, 1],
    merged: false,
    total: 5,
  });
});

test.each([10, 100, 799, 800])("many points fill at most %i buckets, and none is left out", (width) => {
  const { x, count, first, last, merged } = bucket(range(12_345), width);
  expect(merged).toBe(true);
  expect(x.length).toBeLessThanOrEqual(width);
  expect(x.length).toBeGreaterThan(width / 2 - 1);
  expect(count.reduce((a, b) => a + b)).toBe(12_345);
  expect([first[0], last.at(-1), x.at(-1)]).toEqual([0, 12_344, 12_345]);
});

test("one spike among very many points is seen in min and max", () => {
  const { max, min } = bucket(
    range(100_000, (i) => (i === 77_777 ? 1e9 : i === 5 ? -1e9 : 1)),
    300,
  );
  expect(Math.max(...max)).toBe(1e9);
  expect(Math.min(...min)).toBe(-1e9);
});

test("buckets stay where they are while a run grows", () => {
  const early = bucket(range(9_000), 800);
  const later = bucket(range(9_500), 800);
  expect(later.x.slice(0, early.x.length - 1)).toEqual(early.x.slice(0, -1));
});

test("values that are not finite are gaps, and spoil nothing beside them", () => {
  expect([...bucket([1, Number.NaN, Number.POSITIVE_INFINITY, 3], 10).last]).toEqual([1, Number.NaN, Number.NaN, 3]);
  const merged = bucket(
    range(2000, (i) => (i % 2 ? Number.NaN : i)),
    100,
  );
  expect(merged.mean.every(Number.isFinite)).toBe(true);
});

test("the mean of very large values does not overflow", () => {
  const { mean, min } = bucket(
    range(64, () => 1.5e308),
    10,
  );
  expect(min[0]).toBe(1.5e308);
  for (const value of mean) expect(value / 1.5e308).toBeCloseTo(1, 12);
});
