import { lowerBound } from "./nearest.ts";
import { type ChartSeries, drawingOrder, inOrder, type XKind, xColumn } from "./prepare-series.ts";
import type { SeriesData } from "./series-data.ts";

type Buckets = Pick<SeriesData, "x" | "time" | "mean" | "min" | "max" | "first" | "last" | "count">;

/** What the band of a group shows: one standard deviation around its mean, or from its least to its greatest member. */
export type Spread = "std" | "range";
/** The group of a series: what its members have in common, and how that is called. */
export type GroupOf = (series: ChartSeries) => { id: string; label: string };

const MOST_PLACES = 1000;

/**
 * Runs as groups: one series for each group, metric and split, its mean over the members with a band of their spread.
 * Members are read at the same places of the x axis, between two points on the line between them, and never beyond
 * their own ends; so a group does not move when another is hidden. The standard deviation is the sample's (n − 1).
 */
export function groupSeries(
  series: readonly ChartSeries[],
  { xKind, groupOf, spread }: { xKind: XKind; groupOf: GroupOf; spread: Spread },
): ChartSeries[] {
  const groups = new Map<string, { label: string; identity: string; members: ChartSeries[] }>();
  for (const one of series) {
    const { id, label } = groupOf(one);
    const key = `${id} ${one.data.key}`;
    const group = groups.get(key) ?? { label, identity: id, members: [] };
    group.members.push(one);
    groups.set(key, group);
  }
  return [...groups].map(([id, { label, identity, members }]) => {
    const columns = members.map((one) => columnsOf(one, xKind));
    const at = placesOf(columns.map(({ x }) => x));
    const data = { ...members[0]!.data, ...average(columns, at, spread), nonFinite: [], merged: members.length > 1 };
    data.total = members.reduce((sum, one) => sum + one.data.total, 0);
    return {
      id,
      label: `${label} (${members.length})`,
      identity,
      isValidation: members[0]!.isValidation,
      isGroup: true,
      at,
      data,
    };
  });
}

/** A member's points by x. */
type Columns = { x: Float64Array; value: Float64Array; step: Float64Array; time: Float64Array };

function columnsOf(series: ChartSeries, xKind: XKind): Columns {
  const x = xColumn(series, xKind);
  const order = drawingOrder(x);
  const { mean, x: step, time } = series.data;
  return {
    x: inOrder(x, order),
    value: inOrder(mean, order),
    step: inOrder(step, order),
    time: inOrder(time, order),
  };
}

/** Where members have points, or as many places in even distance when those are too many. */
function placesOf(columns: Float64Array[]): Float64Array {
  const all = new Set<number>();
  for (const column of columns) for (const x of column) all.add(x);
  const sorted = Float64Array.from(all).sort();
  if (sorted.length <= MOST_PLACES) return sorted;
  const first = sorted[0]!;
  const step = (sorted[sorted.length - 1]! - first) / (MOST_PLACES - 1);
  return Float64Array.from({ length: MOST_PLACES }, (_, i) => first + i * step);
}

function average(members: Columns[], at: Float64Array, spread: Spread): Buckets {
  const read = (name: "value" | "step" | "time") => members.map((one) => readAlong(one.x, one[name], at));
  const values = transposed(read("value"), at.length);
  const mean = Float64Array.from(values, meanOf);
  const spans = values.map((some, i) => span(some, mean[i]!, spread));
  return {
    x: Float64Array.from(transposed(read("step"), at.length), meanOf),
    time: Float64Array.from(transposed(read("time"), at.length), meanOf),
    mean,
    min: Float64Array.from(spans, ([low]) => low),
    max: Float64Array.from(spans, ([, high]) => high),
    first: mean,
    last: mean,
    count: Float64Array.from(values, ({ length }) => length),
  };
}

/** A column at other places: on the line between its two neighbours, NaN beyond its ends and beside a gap. */
function readAlong(x: Float64Array, column: Float64Array, at: Float64Array): Float64Array {
  return at.map((place) => {
    const after = lowerBound(x, place);
    if (after >= x.length) return Number.NaN;
    if (x[after] === place) return column[after]!;
    if (after === 0) return Number.NaN;
    const share = (place - x[after - 1]!) / (x[after]! - x[after - 1]!);
    return column[after - 1]! + share * (column[after]! - column[after - 1]!);
  });
}

/** For each place, what those members say that have a value there. */
function transposed(columns: Float64Array[], length: number): number[][] {
  return Array.from({ length }, (_, i) => columns.map((column) => column[i]!).filter((value) => !Number.isNaN(value)));
}

function meanOf(values: number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function span(values: number[], mean: number, spread: Spread): [number, number] {
  if (values.length === 0) return [Number.NaN, Number.NaN];
  if (spread === "range") return [Math.min(...values), Math.max(...values)];
  const degrees = Math.max(1, values.length - 1);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees);
  return [mean - deviation, mean + deviation];
}
