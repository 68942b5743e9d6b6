import { expect, test } from "vitest";
import { paintGrowth } from "#app/_chart/paint-chart.ts";
import type { Picture } from "#app/_chart/picture.ts";
import { prepareFrame } from "#app/_chart/prepare-frame.ts";
import { prepareSeries } from "#app/_chart/prepare-series.ts";
import { makeScale } from "#app/_chart/scale.ts";
import { makeData, makeSeries } from "./make-series.ts";

const SPIKE = 40;

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

test("a chart of fifty lines has room for a spike that a bucket hides, and draws it", () => {
  const { lines } = prepareSeries(makeCrowd(), { xKind: "step" });
  expect(lines).toHaveLength(50);
  const options = { xKind: "step", yLog: false, zoom: null, ignoreOutliers: false, references: [] } as const;
  const frame = prepareFrame(lines, { ...options, xTickCount: 6, yTickCount: 5 })!;
  expect(frame.y.domain[1]).toBeGreaterThanOrEqual(SPIKE);

  const picture: Picture = {
    plot: { left: 0, top: 0, width: 800, height: 400 },
    xDomain: frame.x.domain,
    x: makeScale(frame.x.domain, false, [0, 800]),
    y: makeScale(frame.y.domain, false, [400, 0]),
    scheme: "light",
    pixelRatio: 1,
  };
  let highest = Number.POSITIVE_INFINITY;
  const reach = (_: number, y: number) => {
    highest = Math.min(highest, y);
  };
  const nothing = () => undefined;
  const ctx = new Proxy({ moveTo: reach, lineTo: reach } as Record<string, unknown>, {
    get: (target, name) => target[String(name)] ?? nothing,
    set: () => true,
  });
  const painted = { lines, picture, references: [], marks: [] };
  paintGrowth(
    ctx as unknown as CanvasRenderingContext2D,
    painted,
    lines.map(() => 0),
  );
  expect(highest).toBeCloseTo(picture.y.toPixel(SPIKE), 6);
});
