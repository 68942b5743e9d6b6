import { expect, test } from "vitest";
import { appendPoints } from "#app/_chart/append.ts";
import { growthOf } from "#app/_chart/growth.ts";
import { type Painted, paintGrowth } from "#app/_chart/paint-chart.ts";
import type { Picture } from "#app/_chart/picture.ts";
import { type ChartSeries, prepareSeries } from "#app/_chart/prepare-series.ts";
import { makeScale } from "#app/_chart/scale.ts";
import { makeSeries } from "./make-series.ts";

const picture: Picture = {
  plot: { left: 40, top: 8, width: 800, height: 200 },
  xDomain: [0, 5000],
  x: makeScale([0, 5000], false, [40, 840]),
  y: makeScale([-2, 2], false, [208, 8]),
  scheme: "light",
  pixelRatio: 1,
};
const references: Painted["references"] = [];
const marks: Painted["marks"] = [];

/** A chart of a full line, one with gaps and smoothing's raw line behind it, and a dashed one. */
function paintedOf(series: readonly ChartSeries[], more: Partial<Painted> = {}): Painted {
  const { lines } = prepareSeries(series, { xKind: "step", smoothing: { kind: "exponential", weight: 0.6 } });
  return { lines, picture, references, marks, ...more };
}

function makeThree(points: number): ChartSeries[] {
  const values = Array.from({ length: points }, (_, i) => Math.sin(i / 9) + Math.cos(i * 12.9898) * 0.3);
  return [
    makeSeries("a", values),
    makeSeries(
      "b",
      values.map((value, i) => (i % 17 === 0 ? null : value / 2)),
    ),
    makeSeries("c", values.toReversed(), { isValidation: true }),
  ];
}

/** What a context is told to draw: pieces of lines by colour and width, and where on the dashes each stroke begins. */
function drawingOf(painted: Painted, drawn?: readonly number[]) {
  const pieces = new Set<string>();
  const dashes: number[] = [];
  let path: string[] = [];
  let at = "";
  const place = (x: number, y: number) => `${x.toFixed(6)},${y.toFixed(6)}`;
  const ctx = {
    lineDashOffset: 0,
    strokeStyle: "",
    lineWidth: 1,
    globalAlpha: 1,
    dash: [] as number[],
    save() {},
    restore() {},
    rect() {},
    clip() {},
    arc() {},
    fill() {},
    closePath() {},
    setLineDash(dash: number[]) {
      this.dash = dash;
    },
    beginPath() {
      path = [];
    },
    moveTo(x: number, y: number) {
      at = place(x, y);
    },
    lineTo(x: number, y: number) {
      path.push(`${at} ${place(x, y)}`);
      at = place(x, y);
    },
    stroke() {
      for (const piece of path) pieces.add(`${this.strokeStyle} ${this.lineWidth} ${this.globalAlpha} ${piece}`);
      if (this.dash.length > 0 && path.length > 0) dashes.push(this.lineDashOffset);
    },
  };
  const known = drawn ?? painted.lines.map(() => 0);
  paintGrowth(ctx as unknown as CanvasRenderingContext2D, painted, known);
  return { pieces, dashes };
}

test("points added at the ends are drawn onto what is there: the same pieces as all drawn anew, few of them twice", () => {
  const all = makeThree(400);
  let old = paintedOf(makeThree(200).map((one, i) => ({ ...one, data: cut(all[i]!.data, 200) })));
  const seen = drawingOf(old).pieces;
  for (const length of [203, 204, 260, 400]) {
    const next = paintedOf(all.map((one) => ({ ...one, data: cut(one.data, length) })));
    const drawn = growthOf(old, next)!;
    expect(drawn).toEqual(old.lines.map(({ x }) => x.length));
    const { pieces } = drawingOf(next, drawn);
    expect(pieces.size).toBeLessThanOrEqual((length - drawn[0]! + 2) * 6);
    for (const piece of pieces) seen.add(piece);
    expect(seen).toEqual(drawingOf(next).pieces);
    old = next;
  }
});

test("a dashed line's dashes go on where they stopped", () => {
  const [, , dashed] = makeThree(300);
  const old = paintedOf([{ ...dashed!, data: cut(dashed!.data, 299) }]);
  const next = paintedOf([dashed!]);
  const { x, y } = next.lines[0]!;
  let length = 0;
  for (let i = 1; i <= 297; i++)
    length += Math.hypot(
      picture.x.toPixel(x[i]!) - picture.x.toPixel(x[i - 1]!),
      picture.y.toPixel(y[i]!) - picture.y.toPixel(y[i - 1]!),
    );
  const { dashes } = drawingOf(next, growthOf(old, next)!);
  expect(dashes).toHaveLength(1);
  expect(dashes[0]).toBeCloseTo(length, 6);
});

test("points from the stream are such a growth", () => {
  const [one] = makeThree(200);
  const old = paintedOf([one!]);
  const { runId, key } = one!.data;
  const data = appendPoints(one!.data, { runId, key, attempt: 1, step: [2010], time: [1], value: [0.5] });
  expect(growthOf(old, paintedOf([{ ...one!, data }]))).toEqual([200]);
});

test("whatever else changes, all is drawn anew", () => {
  const all = makeThree(300);
  const old = paintedOf(all);
  expect(growthOf(old, paintedOf(all, { picture: { ...picture } }))).toBeNull();
  expect(growthOf(old, paintedOf(all, { references: [{ y: 1, label: "ln B" }] }))).toBeNull();
  expect(growthOf(old, paintedOf(all, { marks: [{ x: 9, kind: "note", label: "" }] }))).toBeNull();
  expect(growthOf(old, paintedOf(all.slice(1)))).toBeNull();
  expect(growthOf(old, paintedOf(all.toReversed()))).toBeNull();
  const changed = all.map((one) => ({ ...one, data: { ...one.data, mean: one.data.mean.map((value) => value + 1) } }));
  expect(growthOf(old, paintedOf(changed))).toBeNull();
  const shorter = all.map((one) => ({ ...one, data: cut(one.data, 299) }));
  expect(growthOf(old, paintedOf(shorter))).toBeNull();
});

test("a few points far apart, each with its dot, are drawn anew", () => {
  const few = makeThree(20);
  const next = few.map((one) => ({ ...one, data: cut(one.data, 19) }));
  expect(growthOf(paintedOf(next), paintedOf(few))).toBeNull();
});

function cut(data: ChartSeries["data"], length: number): ChartSeries["data"] {
  const columns = ["x", "time", "min", "max", "mean", "first", "last", "count"] as const;
  return { ...data, ...Object.fromEntries(columns.map((name) => [name, data[name].slice(0, length)])), total: length };
}
