import { describe, expect, test } from "vitest";
import { onHover, tellHover } from "#app/_chart/hover-bus.ts";
import { moveCrosshair } from "#app/_chart/keyboard.ts";
import { lowerBound, nearestIndex, upperBound } from "#app/_chart/nearest.ts";
import { placeTooltip, tooltipRows } from "#app/_chart/place-tooltip.ts";
import { prepareSeries } from "#app/_chart/prepare-series.ts";
import { allX, pickRows, readAt, snapX } from "#app/_chart/reading.ts";
import { makeData, makeSeries } from "./make-series.ts";

describe("nearest", () => {
  const sorted = Float64Array.of(1, 2, 2, 5);

  test("bounds are those of the standard library", () => {
    expect([0, 1, 2, 3, 6].map((x) => lowerBound(sorted, x))).toEqual([0, 0, 1, 3, 4]);
    expect([0, 1, 2, 3, 6].map((x) => upperBound(sorted, x))).toEqual([0, 1, 3, 3, 4]);
  });

  test("agrees with a linear search", () => {
    for (let target = -1; target < 8; target += 0.3) {
      const distance = Math.min(...[...sorted].map((x) => Math.abs(x - target)));
      expect(Math.abs(sorted[nearestIndex(sorted, target)]! - target)).toBeCloseTo(distance);
    }
    expect(nearestIndex([], 3)).toBe(-1);
  });
});

describe("reading", () => {
  const train = makeSeries("train", [5, 4, 3, 2, null, 1]);
  const val = makeSeries("val", [], { data: makeData([9, 8], { x: Float64Array.of(20, 40) }) });
  const { lines } = prepareSeries([train, val], { xKind: "step" });

  test("the crosshair snaps to a point of any line", () => {
    expect(snapX(lines, 33)).toBe(30);
    expect(snapX([], 33)).toBeNull();
  });

  test("rows come highest first and say at which x they were read", () => {
    const rows = readAt(lines, 30, 5);
    expect(rows.map(({ line, x, y }) => [line.id, x, y])).toEqual([
      ["val", 20, 9],
      ["train", 30, 3],
    ]);
  });

  test("a line that has ended says nothing, a gap is listed last", () => {
    expect(readAt(lines, 60, 5).map(({ line }) => line.id)).toEqual(["train"]);
    expect(readAt(lines, 50, 15).map(({ line }) => line.id)).toEqual(["val", "train"]);
  });

  test("every x is known once", () => {
    expect([...allX(lines)]).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test("of many rows twenty are shown, in order, the emphasised among them", () => {
    const many = prepareSeries(
      Array.from({ length: 50 }, (_, i) => makeSeries(`s${i}`, [50 - i])),
      { xKind: "step" },
    );
    const rows = readAt(many.lines, 10, 1);
    expect(pickRows(rows, 20, null)).toMatchObject({ rest: 30 });
    expect(pickRows(rows, 20, null).rows[0]!.line.id).toBe("s0");
    for (const id of ["s3", "s25", "s49"]) {
      const shown = pickRows(rows, 20, id).rows;
      expect(shown).toHaveLength(20);
      expect(shown.map(({ line }) => line.id)).toContain(id);
      expect(shown.every((row, i) => i === 0 || row.y < shown[i - 1]!.y)).toBe(true);
    }
  });
});

test("a tooltip stays inside the viewport and off the pointer, wherever the pointer is", () => {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const rows = tooltipRows(viewport, { rowHeight: 18, headHeight: 64 });
    const box = { width: 300, height: 64 + rows * 18 };
    for (let px = 0; px <= viewport.width; px += 13)
      for (let py = 0; py <= viewport.height; py += 13) {
        const { x, y } = placeTooltip({ x: px, y: py }, box, viewport);
        expect(x >= 0 && x + box.width <= viewport.width && y >= 0 && y + box.height <= viewport.height).toBe(true);
        expect(px >= x && px <= x + box.width && py >= y && py <= y + box.height).toBe(false);
      }
  }
});

describe("keyboard", () => {
  const xs = Float64Array.from({ length: 100 }, (_, i) => i * 10);

  test("the first key lands on the last point, arrows go by one, pages by a tenth", () => {
    expect(moveCrosshair(xs, null, "ArrowLeft")).toBe(990);
    expect(moveCrosshair(xs, 990, "ArrowLeft")).toBe(980);
    expect(moveCrosshair(xs, 990, "ArrowRight")).toBe(990);
    expect(moveCrosshair(xs, 500, "PageUp")).toBe(400);
    expect(moveCrosshair(xs, 500, "PageDown")).toBe(600);
    expect(moveCrosshair(xs, 500, "Home")).toBe(0);
    expect(moveCrosshair(xs, null, "Home")).toBe(0);
    expect(moveCrosshair(xs, 500, "End")).toBe(990);
  });

  test("other keys are left to the page", () => {
    expect(moveCrosshair(xs, 500, "Tab")).toBeNull();
    expect(moveCrosshair(new Float64Array(), null, "End")).toBeNull();
  });
});

test("charts of a group hear each other, and no longer once they stopped", () => {
  const heard: (number | null)[] = [];
  const stop = onHover("group", (x) => heard.push(x));
  tellHover("group", 5, {});
  tellHover("another", 6, {});
  tellHover("group", null, {});
  stop();
  tellHover("group", 7, {});
  expect(heard).toEqual([5, null]);
});
