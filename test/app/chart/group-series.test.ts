import { describe, expect, test } from "vitest";
import { groupSeries, type Spread } from "#app/_chart/group-series.ts";
import { valuesOf } from "#app/_chart/legend-values.ts";
import { type ChartSeries, looksOf } from "#app/_chart/prepare-series.ts";
import { makeData, makeSeries } from "./make-series.ts";

const one = (members: ChartSeries[], spread: Spread = "std") =>
  groupSeries(members, { xKind: "step", groupOf: () => ({ id: "g", label: "g" }), spread })[0]!;

describe("a group of runs", () => {
  const members = [makeSeries("a", [1, 2, 3]), makeSeries("b", [3, 2, 7]), makeSeries("c", [5, 2, 8])];

  test("is their mean with one sample standard deviation, or their least and greatest", () => {
    const { data } = one(members);
    expect([...data.mean]).toEqual([3, 2, 6]);
    expect([...data.max]).toEqual([5, 2, 6 + Math.sqrt(7)]);
    expect([...data.min]).toEqual([1, 2, 6 - Math.sqrt(7)]);
    const range = one(members, "range").data;
    expect([[...range.min], [...range.max]]).toEqual([
      [1, 2, 3],
      [5, 2, 8],
    ]);
    expect(valuesOf(one(members, "range"))).toEqual({ last: 6, min: 2, max: 6 });
  });

  test("reads members between their points, never beyond their ends", () => {
    const sparse = makeSeries("s", [], { data: makeData([10, 20], { x: Float64Array.of(10, 30) }) });
    const { data } = one([makeSeries("a", [0, 0, 0, 0]), sparse]);
    expect([...data.x]).toEqual([10, 20, 30, 40]);
    expect([...data.mean]).toEqual([5, 7.5, 10, 0]);
    expect([...data.count]).toEqual([2, 2, 2, 1]);
  });

  test("a gap of one member is no gap of the group, and counts for nothing", () => {
    const { data } = one([makeSeries("a", [1, null, 1]), makeSeries("b", [3, 3, 3])]);
    expect([...data.mean]).toEqual([2, 3, 2]);
    expect([...data.count]).toEqual([2, 1, 2]);
  });

  test("does not move when another group is there", () => {
    const groupOf = ({ identity }: ChartSeries) =>
      identity === "x" ? { id: "h", label: "h" } : { id: "g", label: "g" };
    const other = makeSeries("x", [100, 100, 100, 100, 100]);
    const [g, h] = groupSeries([...members, other], { xKind: "step", groupOf, spread: "std" });
    expect(g!.data).toEqual(one(members).data);
    expect(h!.label).toBe("h (1)");
    const [first, second] = looksOf([g!, h!]);
    expect(first!.color).not.toEqual(second!.color);
  });

  test("of runs that started apart meets on relative time", () => {
    const late = makeSeries("b", [], {
      startedAt: 5_000_000,
      data: makeData([3, 3], { time: Float64Array.of(5_001_000, 5_002_000) }),
    });
    const early = makeSeries("a", [], { startedAt: 999_000, data: makeData([1, 1]) });
    const [group] = groupSeries([early, late], {
      xKind: "relative",
      groupOf: () => ({ id: "g", label: "g" }),
      spread: "std",
    });
    expect([[...group!.at!], [...group!.data.mean]]).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test("with too many places to draw is read at a thousand", () => {
    const long = (offset: number) =>
      makeSeries(`l${offset}`, [], {
        data: makeData(
          Array.from({ length: 900 }, (_, i) => i),
          { x: Float64Array.from({ length: 900 }, (_, i) => i * 3 + offset) },
        ),
      });
    const { data } = one([long(0), long(1), long(2)]);
    expect(data.x).toHaveLength(1000);
    // Away from the ends all three are the line x / 3, less their offset.
    expect(data.mean[500]).toBeCloseTo((data.x[500]! - 1) / 3, 9);
  });
});
