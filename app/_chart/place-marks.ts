import { nearestIndex } from "./nearest.ts";
import type { Mark } from "./paint-marks.ts";
import type { ChartSeries, XKind } from "./prepare-series.ts";

/** Marks known by step, on the chart's own x axis: a time axis asks the longest series when that step was. */
export function placeMarks(marks: readonly Mark[], series: readonly ChartSeries[], xKind: XKind): readonly Mark[] {
  if (xKind === "step" || marks.length === 0) return marks;
  const longest = series.reduce<ChartSeries | null>(
    (best, one) => (best && best.data.x.length >= one.data.x.length ? best : one),
    null,
  );
  if (!longest || longest.data.x.length === 0) return [];
  const { data, startedAt } = longest;
  const start = startedAt ?? data.time[0]!;
  return marks.map((mark) => {
    const time = data.time[nearestIndex(data.x, mark.x)]!;
    return { ...mark, x: xKind === "wall" ? time : (time - start) / 1000 };
  });
}
