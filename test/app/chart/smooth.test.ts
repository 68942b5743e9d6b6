import { describe, expect, test } from "vitest";
import { type Smoothing, smooth } from "#app/_chart/smooth.ts";

const GAP = Number.NaN;

describe("smooth", () => {
  test("none returns the very same column", () => {
    const values = Float64Array.of(1, 2);
    expect(smooth(values, { kind: "none" })).toBe(values);
  });

  test("exponential is debiased: v₁, then (w·v₁ + v₂)/(1 + w), …", () => {
    const [a, b, c] = smooth(Float64Array.of(1, 2, 4), { kind: "exponential", weight: 0.5 });
    expect(a).toBeCloseTo(1);
    expect(b).toBeCloseTo((0.5 * 1 + 2) / 1.5);
    expect(c).toBeCloseTo((0.25 * 1 + 0.5 * 2 + 4) / 1.75);
  });

  test("a mean is centred and shorter at the ends", () => {
    expect([...smooth(Float64Array.of(0, 3, 6, 9), { kind: "mean", window: 3 })]).toEqual([1.5, 3, 6, 7.5]);
  });

  test("a Gaussian is symmetric and keeps an inner straight line", () => {
    const line = Float64Array.from({ length: 41 }, (_, i) => i);
    const smoothed = smooth(line, { kind: "gaussian", sigma: 2 });
    expect(smoothed[20]).toBeCloseTo(20, 9);
    expect(smoothed[15]).toBeCloseTo(15, 9);
  });

  test.each<Smoothing>([
    { kind: "exponential", weight: 0.9 },
    { kind: "mean", window: 5 },
    { kind: "gaussian", sigma: 3 },
  ])("%o keeps a constant, keeps gaps, and gaps do not spread", (smoothing) => {
    const smoothed = smooth(Float64Array.of(0.3, GAP, 0.3, 0.3, GAP), smoothing);
    expect(smoothed[1]).toBeNaN();
    expect(smoothed[4]).toBeNaN();
    for (const i of [0, 2, 3]) expect(smoothed[i]).toBeCloseTo(0.3, 12);
  });

  test("weight 1 is taken as almost 1 and still gives numbers", () => {
    expect(smooth(Float64Array.of(1, 2), { kind: "exponential", weight: 1 })[1]).toBeCloseTo(1.5, 3);
  });
});
