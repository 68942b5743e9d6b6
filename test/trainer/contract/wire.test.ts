import { expect, test } from "vitest";
import { wire } from "#trainer/contract/wire.ts";

const overTheWire = (value: unknown) => wire.deserialize(JSON.parse(JSON.stringify(wire.serialize(value))));

test("columns arrive bit for bit wherever they lie, and everything else as JSON", () => {
  const column = Float64Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 0.1);
  const value = { series: [{ x: column.subarray(1), empty: new Float64Array(0), name: "a" }], none: null, n: [1, [2]] };
  expect(overTheWire(value)).toEqual(value);
});

test("a column that an object holds under several names travels once, and is one again", () => {
  const column = Float64Array.from({ length: 1000 }, Math.sqrt);
  const value = { min: column, max: column, mean: column, other: column.slice(), deeper: { min: column } };
  expect(JSON.stringify(wire.serialize(value)).length).toBeLessThan(3.1 * 8000 * (4 / 3));
  const arrived = overTheWire(value) as typeof value;
  expect(arrived).toEqual(value);
  expect(arrived.max).toBe(arrived.min);
  expect(arrived.mean).toBe(arrived.min);
  expect(arrived.other).not.toBe(arrived.min);
});

test.each(["__proto__", "later", "toString", "a"])("a name that says nothing of a column is left alone: %s", (same) => {
  const value = { a: 1, column: { $f64: { same } }, later: 2 };
  expect(wire.deserialize(value)).toEqual(value);
});

test("what holds no column is not copied", () => {
  const value = { rows: [{ id: 1 }] };
  expect(wire.serialize(value)).toBe(value);
});

test.each([
  { $f64: "AAAAAAAA8D8=" },
  { $f64: "no base64" },
  { $f64: null },
  { $f64: { is: { $f64: "" } } },
  { $f64: { same: "x" } },
])("an object of a user that looks like a column comes back as it is: %j", (value) => {
  expect(overTheWire({ config: value })).toEqual({ config: value });
  expect(() => wire.deserialize({ config: value })).not.toThrow();
});
