import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeColumns, encodeColumns } from "#server/db/points/codec.ts";
import type { Columns } from "#server/db/points/columns.ts";

const column = (values: readonly number[]) => Float64Array.from(values);
const even = (count: number): Columns => ({
  step: Float64Array.from({ length: count }, (_, i) => 10 * i),
  time: Float64Array.from({ length: count }, (_, i) => 1_700_000_000_000 + 110 * i + (i % 7)),
  value: Float64Array.from({ length: count }, (_, i) => Math.sin(i)),
});

test("any whole numbers and any values come back bit for bit", () => {
  const whole = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.integer({ min: 0, max: 300 }));
  const point = fc.tuple(whole, whole, fc.double());
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 200 }), (points) => {
      const columns = {
        step: column(points.map(([step]) => step)),
        time: column(points.map(([, time]) => time)),
        value: column(points.map(([, , value]) => value)),
      };
      expect(decodeColumns(encodeColumns(columns))).toEqual(columns);
    }),
    { numRuns: 500 },
  );
});

test("evenly logged points cost little more than their values", () => {
  expect(encodeColumns(even(1024)).length / 1024).toBeLessThan(9.1);
});

test("bytes of another version are refused", () => {
  const bytes = encodeColumns(even(3));
  bytes[0] = 9;
  expect(() => decodeColumns(bytes)).toThrow("expected points in coding 1, found 9");
  expect(() => encodeColumns(even(0))).toThrow("at least one point");
});
