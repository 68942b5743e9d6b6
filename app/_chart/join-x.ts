import { upperBound } from "./nearest.ts";
import type { SeriesData } from "./series-data.ts";

/**
 * What another metric of the run said at each point of `data`: its last value at or before the point's step, as a
 * counter of samples or epochs is read. NaN before its first point, and where it was not a number.
 */
export function joinX(data: SeriesData, other: SeriesData | undefined): Float64Array {
  if (!other) return new Float64Array(data.x.length).fill(Number.NaN);
  return data.x.map((step) => other.last[upperBound(other.x, step) - 1] ?? Number.NaN);
}
