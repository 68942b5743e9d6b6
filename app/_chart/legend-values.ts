import type { ChartSeries } from "./prepare-series.ts";

export type LegendValues = { last: number | null; min: number | null; max: number | null };

/** The newest value, also when it is NaN; the least and the greatest finite one, of a group those of its mean. */
export function valuesOf({ data, isGroup }: ChartSeries): LegendValues {
  const end = data.last.length - 1;
  return {
    last: end < 0 ? null : data.last[end]!,
    min: extreme(isGroup ? data.mean : data.min, Math.min),
    max: extreme(isGroup ? data.mean : data.max, Math.max),
  };
}

function extreme(values: Float64Array, choose: (a: number, b: number) => number): number | null {
  let found: number | null = null;
  for (const value of values) if (!Number.isNaN(value)) found = found === null ? value : choose(found, value);
  return found;
}
