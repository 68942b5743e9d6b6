import { describe, expect, test } from "vitest";
import { placeMarks } from "#app/_chart/place-marks.ts";
import { type FrameOptions, prepareFrame } from "#app/_chart/prepare-frame.ts";
import { prepareSeries } from "#app/_chart/prepare-series.ts";
import type { Domain } from "#app/_chart/scale.ts";
import { makeData, makeSeries } from "./make-series.ts";

const OPTIONS: FrameOptions = {
  xKind: "step",
  yLog: false,
  zoom: null,
  ignoreOutliers: false,
  references: [],
  xTickCount: 5,
  yTickCount: 4,
};
const linesOf = (...values: (number | null)[][]) =>
  prepareSeries(
    values.map((column, i) => makeSeries(`s${i}`, column)),
    { xKind: "step" },
  ).lines;

describe("prepareSeries", () => {
  test("null is a gap, never 0", () => {
    const [line] = linesOf([1, null, 3]);
    expect([...line!.y]).toEqual([1, Number.NaN, 3]);
  });

  test("a cap says how many there were", () => {
    const many = Array.from({ length: 140 }, (_, i) => makeSeries(`s${i}`, [1]));
    expect(prepareSeries(many, { xKind: "step", cap: 25 })).toMatchObject({ shown: 25, total: 140 });
  });

  test("only merged series have a band", () => {
    const merged = makeSeries("m", [2], {
      data: makeData([2], { merged: true, min: Float64Array.of(1), max: Float64Array.of(4) }),
    });
    const [a, b] = prepareSeries([merged, makeSeries("p", [2])], { xKind: "step" }).lines;
    expect([a!.band!.low[0], a!.band!.high[0]]).toEqual([1, 4]);
    expect(b!.band).toBeNull();
  });

  test("smoothing keeps the raw values beside it", () => {
    const smoothing = { kind: "exponential", weight: 0.5 } as const;
    const [line] = prepareSeries([makeSeries("s", [1, 2])], { xKind: "step", smoothing }).lines;
    expect([...line!.raw!]).toEqual([1, 2]);
    expect(line!.y[1]).toBeCloseTo(5 / 3);
  });

  test("x is the step, seconds since the start, or the time", () => {
    const series = makeSeries("s", [1, 2], { startedAt: 999_000 });
    const xOf = (xKind: "step" | "relative" | "wall") => [...prepareSeries([series], { xKind }).lines[0]!.x];
    expect(xOf("step")).toEqual([10, 20]);
    expect(xOf("relative")).toEqual([1, 2]);
    expect(xOf("wall")).toEqual([1_000_000, 1_001_000]);
  });

  test("a clock that stepped back does not fold the line", () => {
    const data = makeData([1, 2, 3], { time: Float64Array.of(3000, 1000, 2000) });
    const [line] = prepareSeries([makeSeries("s", [], { data })], { xKind: "wall" }).lines;
    expect([...line!.x]).toEqual([1000, 2000, 3000]);
    expect([...line!.y]).toEqual([2, 3, 1]);
  });

  test("a NaN is marked where it happened", () => {
    const data = makeData([1, null, 3], { nonFinite: [{ step: 20, value: "NaN" }] });
    expect([...prepareSeries([makeSeries("s", [], { data })], { xKind: "step" }).lines[0]!.brokenAt]).toEqual([20]);
  });
});

describe("prepareFrame", () => {
  test("without points there is no frame", () => {
    expect(prepareFrame([], OPTIONS)).toBeNull();
    expect(prepareFrame(linesOf([null, null]), OPTIONS)).toBeNull();
  });

  test("a live point inside the rounded axes changes neither axis", () => {
    const before = prepareFrame(linesOf([1, 0.9, 0.8, 0.7]), OPTIONS);
    const after = prepareFrame(linesOf([1, 0.9, 0.8, 0.7, 0.72]), { ...OPTIONS, zoom: before!.x.domain });
    expect(after).toEqual(before);
  });

  test("a line that outgrows the x axis gets room to grow into, and the axis then stays until it is outgrown again", () => {
    const frameOf = (points: number, shownX?: Domain) =>
      prepareFrame(linesOf(Array.from({ length: points }, (_, i) => Math.sin(i))), { ...OPTIONS, shownX })!.x.domain;
    const first = frameOf(100);
    expect(first[1]).toBeLessThanOrEqual(1000 * 1.03);
    expect(frameOf(100, first)).toEqual(first);
    const grown = frameOf(104, first);
    expect(grown[1]).toBeGreaterThanOrEqual(1040 * 1.05);
    expect(grown[1]).toBeLessThanOrEqual(1040 * 1.12);
    for (const points of [105, 108, 110]) expect(frameOf(points, grown)).toEqual(grown);
    expect(frameOf(60, grown)).toEqual(frameOf(60));
    expect(frameOf(100, [500, 2000])).toEqual(first);
  });

  test("a log axis spans the positive values alone and counts the others", () => {
    const frame = prepareFrame(linesOf([0, -1, 0.02, 0.3]), { ...OPTIONS, yLog: true });
    expect(frame!.y.domain).toEqual([0.02, 0.5]);
    expect(frame!.leftOut).toBe(2);
    expect(prepareFrame(linesOf([0, -1]), { ...OPTIONS, yLog: true })).toBeNull();
  });

  test("zoomed in, only what is in sight decides the y axis", () => {
    const frame = prepareFrame(linesOf([100, 1, 2, 1]), { ...OPTIONS, zoom: [15, 45] });
    expect(frame!.y.domain[1]).toBeLessThan(5);
    expect(frame!.x.domain).toEqual([15, 45]);
  });

  test("outliers can be kept from deciding the y axis", () => {
    const values = Array.from({ length: 200 }, (_, i) => (i === 7 ? 1e6 : 1 + (i % 10) / 10));
    expect(prepareFrame(linesOf(values), OPTIONS)!.y.domain[1]).toBeGreaterThan(1e5);
    expect(prepareFrame(linesOf(values), { ...OPTIONS, ignoreOutliers: true })!.y.domain[1]).toBeLessThan(5);
  });

  test("reference lines are in sight", () => {
    expect(prepareFrame(linesOf([0.1, 0.2]), { ...OPTIONS, references: [2.08] })!.y.domain[1]).toBeGreaterThanOrEqual(
      2.08,
    );
  });

  test("steps have no fractional ticks", () => {
    const { ticks } = prepareFrame(linesOf([1, 2]), { ...OPTIONS, zoom: [10, 12] })!.x;
    expect(ticks).toEqual([10, 11, 12]);
  });
});

test("marks known by step find their place on a time axis", () => {
  const series = [makeSeries("s", [1, 2, 3])];
  const marks = [{ x: 20, kind: "checkpoint", label: "c" }] as const;
  expect(placeMarks(marks, series, "step")[0]!.x).toBe(20);
  expect(placeMarks(marks, series, "relative")[0]!.x).toBe(1);
  expect(placeMarks(marks, series, "wall")[0]!.x).toBe(1_001_000);
});
