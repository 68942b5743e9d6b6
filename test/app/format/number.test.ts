import { describe, expect, test } from "vitest";
import { exactNumber, formatCount, formatNumber } from "#app/_format/number.ts";

describe("formatNumber", () => {
  test.each([
    [0, "0"],
    [0.071234567, "0.07123"],
    [-1.550049, "-1.55"],
    [0.0005, "5e-4"],
    [0.00051234, "5.123e-4"],
    [-1.2345678e-9, "-1.235e-9"],
    [999.96, "1,000"],
    [12345.6, "12,346"],
    [1240, "1,240"],
    [9_999_999, "9,999,999"],
    [1.5e7, "1.5e7"],
    ["NaN", "NaN"],
    ["Infinity", "∞"],
    [-Infinity, "−∞"],
    [null, "–"],
    [undefined, "–"],
  ])("%s reads as %s", (value, text) => {
    expect(formatNumber(value, "en")).toBe(text);
  });

  test("the exact number can be read back unchanged", () => {
    const value = 0.1 + 0.2;
    expect(Number(exactNumber(value))).toBe(value);
    expect(exactNumber("NaN")).toBe("NaN");
    expect(exactNumber(null)).toBe("–");
  });

  test("a count is grouped as the locale does", () => {
    expect(formatCount(12345, "en")).toBe("12,345");
    expect(formatCount(12345, "de")).toBe("12.345");
  });
});
