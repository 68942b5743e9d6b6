import { lowerBound, upperBound } from "./nearest.ts";
import type { PreparedLine, XKind } from "./prepare-series.ts";
import { roundLinear, roundLog } from "./round-domain.ts";
import type { Domain } from "./scale.ts";
import { logTicks, multiplesIn, niceSeconds, niceStep } from "./ticks.ts";

/** The axes of a chart: what they span and where their ticks are. */
export type Frame = {
  x: { domain: Domain; ticks: number[] };
  y: { domain: Domain; ticks: number[] };
  /** Points in sight that a log axis cannot show, being ≤ 0. */
  leftOut: number;
};

export type FrameOptions = {
  xKind: XKind;
  yLog: boolean;
  zoom: Domain | null;
  /** Let the 2nd to the 98th percentile decide the y axis. */
  ignoreOutliers: boolean;
  references: readonly number[];
  xTickCount: number;
  yTickCount: number;
  /** The x domain that is shown now, without a zoom. */
  shownX?: Domain | null | undefined;
};

const SAMPLED = 10_000;
/** Share of the x axis that a line which outgrows it gets to grow into, and the most that is left blank. */
const ROOM = 0.06;
const MOST_BLANK = 0.1;

/** Axes that fit the lines in sight; null when there is nothing to show. Only y values inside the x domain count. */
export function prepareFrame(lines: readonly PreparedLine[], options: FrameOptions): Frame | null {
  const x = options.zoom ?? xDomain(lines, options);
  if (!x) return null;
  const inSight = valuesWithin(lines, x);
  const extent = yExtent(inSight, options);
  if (!extent) return null;
  const y = options.yLog ? roundLog(extent) : roundLinear(extent, options.yTickCount * 2);
  return {
    x: { domain: x, ticks: xTicks(x, options) },
    y: { domain: y, ticks: yTicks(y, options) },
    leftOut: options.yLog ? countNotPositive(lines, x) : 0,
  };
}

/** The whole of x. While lines grow it is kept: an axis that moves with every point has all be drawn anew. */
function xDomain(lines: readonly PreparedLine[], options: FrameOptions): Domain | null {
  const extent = xExtent(lines);
  const fitting = extent && roundX(extent, options);
  const { shownX } = options;
  if (!fitting || !shownX || shownX[0] !== fitting[0]) return fitting;
  const isOutgrown = fitting[1] > shownX[1];
  if (isOutgrown) return roundX([extent[0], extent[1] + ROOM * (extent[1] - extent[0])], options);
  return shownX[1] - fitting[1] <= MOST_BLANK * (shownX[1] - shownX[0]) ? shownX : fitting;
}

function xExtent(lines: readonly PreparedLine[]): Domain | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { x } of lines) {
    if (x.length === 0) continue;
    min = Math.min(min, x[0]!);
    max = Math.max(max, x[x.length - 1]!);
  }
  return min > max ? null : [min, max];
}

function roundX([min, max]: Domain, { xKind, xTickCount }: FrameOptions): Domain {
  if (min === max) return xKind === "wall" ? [min - 1000, max + 1000] : [Math.min(0, min), Math.max(max, min + 1)];
  // A quarter of a tick: enough that most live points leave the axis alone, without a quarter of the chart blank.
  if (xKind !== "wall") return roundLinear([min, max], xTickCount * 4);
  const room = niceSeconds((max - min) / 1000, xTickCount * 4) * 1000;
  return [min, Math.ceil(max / room) * room];
}

function valuesWithin(lines: readonly PreparedLine[], [from, to]: Domain): Float64Array[] {
  return lines.flatMap((line) => {
    const start = lowerBound(line.x, from);
    const end = upperBound(line.x, to);
    const columns = line.band ? [line.y, line.band.low, line.band.high] : [line.y];
    return columns.map((column) => column.subarray(start, end));
  });
}

function yExtent(columns: Float64Array[], options: FrameOptions): Domain | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const column of columns)
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!;
      if (options.yLog && value <= 0) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  if (min > max) return null;
  if (options.ignoreOutliers) [min, max] = withoutOutliers(columns, options.yLog) ?? [min, max];
  for (const y of options.references) {
    if (!Number.isFinite(y) || (options.yLog && y <= 0)) continue;
    min = Math.min(min, y);
    max = Math.max(max, y);
  }
  return [min, max];
}

/** How many points in sight a log axis has no place for. */
function countNotPositive(lines: readonly PreparedLine[], [from, to]: Domain): number {
  let count = 0;
  for (const { x, y } of lines)
    for (let i = lowerBound(x, from); i < x.length && x[i]! <= to; i++) if (y[i]! <= 0) count++;
  return count;
}

function withoutOutliers(columns: Float64Array[], log: boolean): [number, number] | null {
  const total = columns.reduce((sum, column) => sum + column.length, 0);
  const stride = Math.max(1, Math.floor(total / SAMPLED));
  const sample: number[] = [];
  let seen = 0;
  for (const column of columns)
    for (const value of column)
      if (seen++ % stride === 0 && (log ? value > 0 : !Number.isNaN(value))) sample.push(value);
  if (sample.length === 0) return null;
  const sorted = Float64Array.from(sample).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.02), at(0.98)];
}

function xTicks(domain: Domain, { xKind, xTickCount }: FrameOptions): number[] {
  const span = domain[1] - domain[0];
  if (xKind === "metric") return multiplesIn(domain, niceStep(span, xTickCount));
  if (xKind === "step") return multiplesIn(domain, Math.max(1, niceStep(span, xTickCount)));
  if (xKind === "relative") return multiplesIn(domain, niceSeconds(span, xTickCount));
  const zone = new Date(domain[0]).getTimezoneOffset() * -60_000;
  return multiplesIn(domain, niceSeconds(span / 1000, xTickCount) * 1000, zone);
}

function yTicks(domain: Domain, { yLog, yTickCount }: FrameOptions): number[] {
  if (yLog) return logTicks(domain, yTickCount);
  return multiplesIn(domain, niceStep(domain[1] - domain[0], yTickCount));
}
