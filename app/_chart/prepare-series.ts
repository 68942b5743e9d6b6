import { type LineColor, MEANING_COLORS, type Meaning, RUN_COLORS, runColor } from "./color.ts";
import { assignDashes, type Dash } from "./dash.ts";
import { lowerBound } from "./nearest.ts";
import type { SeriesData } from "./series-data.ts";
import { type Smoothing, smooth } from "./smooth.ts";

/** step; seconds since the run's start; ms since epoch; what another metric says. */
export type XKind = "step" | "relative" | "wall" | "metric";

/** A line that a page asks for. */
export type ChartSeries = {
  /** Unique in its chart. */
  id: string;
  label: string;
  /** What the colour follows, the run's id. */
  identity: string;
  /** A colour with a fixed meaning instead of the run's. */
  meaning?: Meaning | undefined;
  isValidation?: boolean | undefined;
  /** Whether it stands for several runs: its band is their spread. */
  isGroup?: boolean | undefined;
  /** ms since epoch; without it relative time starts at the first point. */
  startedAt?: number | null | undefined;
  data: SeriesData;
  /** Its places on the x axis where neither its steps nor its times say them; NaN where it has none. */
  at?: Float64Array | undefined;
};

export type Look = { color: LineColor; dash: Dash };

/** A line that is ready to draw: columns of equal length, x ascending, NaN is a gap. */
export type PreparedLine = {
  id: string;
  label: string;
  color: LineColor;
  dash: Dash;
  x: Float64Array;
  y: Float64Array;
  /** The values before smoothing; null when y is those. */
  raw: Float64Array | null;
  /** Lowest and highest value in each bucket; null when every index is one point. */
  band: { low: Float64Array; high: Float64Array } | null;
  /** x of NaN and infinite values. */
  brokenAt: Float64Array;
};

export type PreparedSeries = { lines: PreparedLine[]; shown: number; total: number };

export type PrepareOptions = {
  xKind: XKind;
  smoothing?: Smoothing | undefined;
  /** What a bucket is drawn as. */
  value?: "mean" | "last" | undefined;
  /** At most so many lines. */
  cap?: number | undefined;
};

/** Lines that one chart draws unless told otherwise. */
export const DEFAULT_CAP = 50;

/** What the API sends → columns to draw. Only the first `cap` series are prepared; `total` says how many there were. */
export function prepareSeries(series: readonly ChartSeries[], options: PrepareOptions): PreparedSeries {
  const shown = series.slice(0, options.cap ?? DEFAULT_CAP);
  const looks = looksOf(shown);
  const lines = shown.map((one, i) => prepareLine(one, looks[i]!, options));
  return { lines, shown: lines.length, total: series.length };
}

/** Colour and dashes of each series, in order. Give it all series of a chart: hiding one must not restyle the rest. */
export function looksOf(series: readonly ChartSeries[]): Look[] {
  const groups = [...new Set(series.filter((one) => one.isGroup).map((one) => one.identity))].sort();
  const colorOf = ({ meaning, identity, isGroup }: ChartSeries) =>
    meaning ? MEANING_COLORS[meaning] : isGroup ? groupColor(groups.indexOf(identity)) : runColor(identity);
  const colored = series.map((one) => ({
    identity: one.identity,
    color: colorOf(one),
    isValidation: one.isValidation ?? false,
  }));
  const dashes = assignDashes(colored);
  return colored.map(({ color }, i) => ({ color, dash: dashes[i]! }));
}

/** Groups are few and made on this page: each has its own colour, where a run's is the same on every page. */
function groupColor(index: number): LineColor {
  return RUN_COLORS[index % RUN_COLORS.length]!;
}

function prepareLine(series: ChartSeries, look: Look, options: PrepareOptions): PreparedLine {
  const { data } = series;
  const x = xColumn(series, options.xKind);
  const order = drawingOrder(x);
  const column = (values: Float64Array) => inOrder(values, order);
  const raw = column(data[options.value ?? "mean"]);
  const y = smooth(raw, options.smoothing ?? { kind: "none" });
  return {
    id: series.id,
    label: series.label,
    ...look,
    x: inOrder(x, order),
    y,
    raw: y === raw ? null : raw,
    band: data.merged ? { low: column(data.min), high: column(data.max) } : null,
    brokenAt: brokenPlaces(data, x),
  };
}

/** A series' places on the x axis, in the order of its data. */
export function xColumn({ data, startedAt, at }: ChartSeries, kind: XKind): Float64Array {
  if (at) return at;
  if (kind === "step") return data.x;
  if (kind === "wall") return data.time;
  const start = startedAt ?? data.time[0] ?? 0;
  return data.time.map((time) => (time - start) / 1000);
}

function brokenPlaces(data: SeriesData, x: Float64Array): Float64Array {
  if (x.length === 0 || data.nonFinite.length === 0) return new Float64Array();
  const places = data.nonFinite.map(({ step }) => x[Math.min(lowerBound(data.x, step), x.length - 1)]!);
  return Float64Array.from(new Set(places)).filter((place) => !Number.isNaN(place));
}

/**
 * The indices by x, without those that have none; null when x ascends as it is. Steps always do; clocks step back now
 * and then, and another metric goes where it likes.
 */
export function drawingOrder(x: Float64Array): Uint32Array | null {
  let i = x.length > 0 && Number.isNaN(x[0]!) ? 0 : 1;
  while (i < x.length && x[i]! >= x[i - 1]!) i++;
  if (i >= x.length) return null;
  const placed = [...x.keys()].filter((index) => !Number.isNaN(x[index]!));
  return Uint32Array.from(placed).sort((a, b) => x[a]! - x[b]! || a - b);
}

export function inOrder(column: Float64Array, order: Uint32Array | null): Float64Array {
  return order ? Float64Array.from(order, (i) => column[i]!) : column;
}
