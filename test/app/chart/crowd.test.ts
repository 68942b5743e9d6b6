import { expect, test } from "vitest";
import type { Ink } from "#app/_chart/ink.ts";
import { paintBehindLater, paintChart } from "#app/_chart/paint-chart.ts";
import type { Picture } from "#app/_chart/picture.ts";
import { prepareFrame } from "#app/_chart/prepare-frame.ts";
import { prepareSeries } from "#app/_chart/prepare-series.ts";
import { makeScale } from "#app/_chart/scale.ts";
import { makeData, makeSeries } from "./make-series.ts";

const SPIKE = 40;
const INK: Ink = { text: "", dim: "", strong: "", surface: "", accent: "", bad: "", font: "" };

/** Fifty runs whose points were merged, one with a single wild point that hardly moves its bucket's mean. */
function makeCrowd() {
  const flat = Array.from({ length: 100 }, (_, i) => Math.sin(i / 9));
  return Array.from({ length: 50 }, (_, run) => {
    const data = makeData(flat, { merged: true });
    const max = Float64Array.from(data.max);
    if (run === 30) max[50] = SPIKE;
    return makeSeries(`run${run}`, [], { data: { ...data, max } });
  });
}

/** The crowd on its axes, and how high on the canvas something is drawn. */
function makePainted() {
  const { lines } = prepareSeries(makeCrowd(), { xKind: "step" });
  const options = { xKind: "step", yLog: false, zoom: null, ignoreOutliers: false, references: [] } as const;
  const frame = prepareFrame(lines, { ...options, xTickCount: 6, yTickCount: 5 })!;
  const picture: Picture = {
    plot: { left: 0, top: 0, width: 800, height: 400 },
    xDomain: frame.x.domain,
    x: makeScale(frame.x.domain, false, [0, 800]),
    y: makeScale(frame.y.domain, false, [400, 0]),
    scheme: "light",
    pixelRatio: 1,
  };
  return { lines, picture, references: [], marks: [] };
}

function reachOf(draw: (ctx: CanvasRenderingContext2D) => void) {
  let highest = Number.POSITIVE_INFINITY;
  const composites = new Set<string>();
  const reach = (_: number, y: number) => {
    highest = Math.min(highest, y);
  };
  const ctx = new Proxy({ moveTo: reach, lineTo: reach } as Record<string, unknown>, {
    get: (target, name) => target[String(name)] ?? (() => undefined),
    set: (_, name, value) => {
      if (name === "globalCompositeOperation") composites.add(value);
      return true;
    },
  });
  draw(ctx as unknown as CanvasRenderingContext2D);
  return { highest, composites: [...composites] };
}

test("a chart of fifty lines has room for a spike that a bucket hides, and draws it", () => {
  const painted = makePainted();
  expect(painted.lines).toHaveLength(50);
  const { highest } = reachOf((ctx) => paintChart(ctx, painted, INK));
  expect(highest).toBeCloseTo(painted.picture.y.toPixel(SPIKE), 6);
  expect(highest).toBeGreaterThanOrEqual(0);
});

test("at first sight the lines come without their bands, which are then laid under them", () => {
  const painted = makePainted();
  const spike = painted.picture.y.toPixel(SPIKE);
  const first = reachOf((ctx) => paintChart(ctx, painted, INK, { isBehindLater: true }));
  expect(first.highest).toBeGreaterThan(spike + 100);
  const later = reachOf((ctx) => paintBehindLater(ctx, painted));
  expect(later.highest).toBeCloseTo(spike, 6);
  expect(later.composites).toEqual(["destination-over"]);
});
