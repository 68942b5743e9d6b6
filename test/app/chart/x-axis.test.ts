import { expect, test } from "vitest";
import { joinX } from "#app/_chart/join-x.ts";
import { placeMarks } from "#app/_chart/place-marks.ts";
import { prepareSeries } from "#app/_chart/prepare-series.ts";
import { stepRange } from "#app/_chart/step-range.ts";
import { makeData, makeSeries } from "./make-series.ts";

const epochs = makeData([0.5, 1, 1.5], { key: "train/epoch", x: Float64Array.of(20, 30, 50) });

test("a point stands where the other metric last was, and nowhere before its first point", () => {
  expect([...joinX(makeData([1, 2, 3, 4, 5, 6]), epochs)]).toEqual([Number.NaN, 0.5, 1, 1, 1.5, 1.5]);
  expect([...joinX(makeData([1, 2]), undefined)]).toEqual([Number.NaN, Number.NaN]);
});

test("lines over another metric run by it, without the points that have none", () => {
  const down = makeData([3, 2, 1], { key: "other" });
  const data = makeData([10, 20, 30]);
  const { lines } = prepareSeries([makeSeries("a", [], { data, at: joinX(data, down) })], { xKind: "metric" });
  expect([[...lines[0]!.x], [...lines[0]!.y]]).toEqual([
    [1, 2, 3],
    [30, 20, 10],
  ]);
  const late = makeSeries("b", [], { data, at: Float64Array.of(Number.NaN, 7, Number.NaN) });
  const [line] = prepareSeries([late], { xKind: "metric" }).lines;
  expect([[...line!.x], [...line!.y]]).toEqual([[7], [20]]);
});

test("a mark is placed by its step", () => {
  const data = makeData([1, 2, 3]);
  const marks = [{ x: 20, kind: "note" as const, label: "n" }];
  const series = [makeSeries("a", [], { data, at: Float64Array.of(1, 4, 9) })];
  expect(placeMarks(marks, series, "metric")).toEqual([{ ...marks[0], x: 4 }]);
  expect(
    placeMarks(marks, [makeSeries("a", [], { data, at: new Float64Array(3).fill(Number.NaN) })], "metric"),
  ).toEqual([]);
});

test("a stretch of any axis is asked for by its steps, with a neighbour on each side", () => {
  const series = [makeSeries("a", [1, 2, 3, 4, 5], { startedAt: 1_000_000 })];
  expect(stepRange(series, "step", [12, 18])).toEqual([12, 18]);
  expect(stepRange(series, "relative", [1.5, 2.5])).toEqual([20, 40]);
  expect(stepRange(series, "relative", [100, 200])).toBeNull();
});
