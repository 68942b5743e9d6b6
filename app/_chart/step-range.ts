import { type ChartSeries, type XKind, xColumn } from "./prepare-series.ts";
import type { Domain } from "./scale.ts";

/** The steps that a stretch of any x axis spans, over all series; null when no point lies in it. */
export function stepRange(series: readonly ChartSeries[], kind: XKind, [from, to]: Domain): Domain | null {
  if (kind === "step") return [from, to];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const one of series) {
    const x = xColumn(one, kind);
    for (let i = 0; i < x.length; i++) {
      if (!(x[i]! >= from && x[i]! <= to)) continue;
      // A bucket reaches back to the one before it.
      low = Math.min(low, one.data.x[Math.max(0, i - 1)]!);
      high = Math.max(high, one.data.x[Math.min(i + 1, x.length - 1)]!);
    }
  }
  return low > high ? null : [low, high];
}
