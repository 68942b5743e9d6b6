import { nearestIndex } from "./nearest.ts";
import type { Mark } from "./paint-marks.ts";
import { type ChartSeries, type XKind, xColumn } from "./prepare-series.ts";

/** Marks known by step, on the chart's own x axis: any but steps asks the longest series where that step lies. */
export function placeMarks(marks: readonly Mark[], series: readonly ChartSeries[], xKind: XKind): readonly Mark[] {
  if (xKind === "step" || marks.length === 0) return marks;
  const longest = series.reduce<ChartSeries | null>(
    (best, one) => (best && best.data.x.length >= one.data.x.length ? best : one),
    null,
  );
  if (!longest || longest.data.x.length === 0) return [];
  const x = xColumn(longest, xKind);
  return marks
    .map((mark) => ({ ...mark, x: x[nearestIndex(longest.data.x, mark.x)]! }))
    .filter((mark) => !Number.isNaN(mark.x));
}
