import { describe, expect, test } from "vitest";
import { roundLinear, roundLog } from "#app/_chart/round-domain.ts";
import { makeScale } from "#app/_chart/scale.ts";
import { logTicks, multiplesIn, niceSeconds, niceStep } from "#app/_chart/ticks.ts";

describe("makeScale", () => {
  test.each([
    [false, [0, 10], 2.5],
    [true, [0.001, 1000], 0.02],
  ] as const)("log %s: a value survives the way to pixels and back", (log, domain, value) => {
    const scale = makeScale(domain, log, [300, 8]);
    expect(scale.toPixel(domain[0])).toBeCloseTo(300);
    expect(scale.toPixel(domain[1])).toBeCloseTo(8);
    expect(scale.toValue(scale.toPixel(value))).toBeCloseTo(value, 9);
  });

  test("a value ≤ 0 has no place on a log scale", () => {
    const scale = makeScale([0.1, 10], true, [100, 0]);
    expect(scale.toPixel(0)).toBeNaN();
    expect(scale.toPixel(-1)).toBeNaN();
  });

  test("an empty span does not divide by zero", () => {
    expect(makeScale([5, 5], false, [0, 100]).toPixel(5)).toBe(0);
  });
});

describe("ticks", () => {
  test("steps are 1, 2 or 5 times a power of ten", () => {
    expect(niceStep(2000, 5)).toBe(500);
    expect(niceStep(0.9, 4)).toBeCloseTo(0.2);
    expect(niceStep(1, 9)).toBeCloseTo(0.1);
  });

  test("multiples carry no rounding dust", () => {
    expect(multiplesIn([0, 0.6], 0.1)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    expect(multiplesIn([-0.2, 0.2], 0.1)).toEqual([-0.2, -0.1, 0, 0.1, 0.2]);
  });

  test("time is cut into units that clocks know", () => {
    expect(niceSeconds(600, 5)).toBe(120);
    expect(niceSeconds(4 * 3600, 5)).toBe(3600);
    expect(niceSeconds(20 * 86_400, 5) % 86_400).toBe(0);
  });

  test("an offset moves the origin, as a time zone does", () => {
    expect(multiplesIn([0, 86_400], 43_200, 28_800)).toEqual([14_400, 57_600]);
  });

  test("a log axis has decades, and 2 and 5 when there are few", () => {
    expect(logTicks([0.001, 1000], 8)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
    expect(logTicks([0.1, 1], 5)).toEqual([0.1, 0.2, 0.5, 1]);
    expect(logTicks([1e-12, 1], 4)).toHaveLength(5);
    expect(logTicks([0.5, 1], 4).length).toBeGreaterThanOrEqual(2);
  });
});

describe("rounded domains", () => {
  test("hold what they were given", () => {
    for (const domain of [
      [0.013, 1.08],
      [-3.7, 12.2],
      [99, 101],
    ] as const) {
      const [low, high] = roundLinear(domain, 5);
      expect(low).toBeLessThanOrEqual(domain[0]);
      expect(high).toBeGreaterThanOrEqual(domain[1]);
    }
    expect(roundLog([0.013, 340])).toEqual([0.01, 500]);
    expect(roundLog([0.1, 1])).toEqual([0.1, 1]);
  });

  test("a small new maximum does not move them", () => {
    expect(roundLinear([0, 1.01], 5)).toEqual(roundLinear([0, 1.09], 5));
  });

  test("a constant with rounding on it, as smoothing leaves, is a constant", () => {
    const [low, high] = roundLinear([0.001, 0.001 + 4e-19], 5);
    expect(low).toBeLessThan(0.00099);
    expect(high).toBeGreaterThan(0.00101);
    expect(roundLinear([0.001, 0.001], 5)).toEqual([low, high]);
  });

  test("a constant gets room on both sides", () => {
    expect(roundLinear([5, 5], 4)[0]).toBeLessThan(5);
    expect(roundLinear([0, 0], 4)).toEqual([-1, 1]);
    expect(roundLog([5, 5])).toEqual([2, 10]);
  });
});
