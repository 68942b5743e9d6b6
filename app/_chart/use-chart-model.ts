import { useMemo } from "react";
import { useLocale } from "use-intl";
import { plotArea, tickCounts, yAxisWidth } from "./layout.ts";
import type { Picture } from "./paint-lines.ts";
import type { Reference } from "./paint-marks.ts";
import { type Frame, prepareFrame } from "./prepare-frame.ts";
import {
  type ChartSeries,
  type PreparedLine,
  type PreparedSeries,
  prepareSeries,
  type XKind,
} from "./prepare-series.ts";
import { type Domain, makeScale } from "./scale.ts";
import type { Smoothing } from "./smooth.ts";
import { gapOf, yTickLabel } from "./tick-label.ts";
import { usePixelRatio } from "./use-box.ts";
import { useScheme } from "./use-scheme.ts";

type Input = {
  series: readonly ChartSeries[];
  width: number;
  height: number;
  xKind: XKind;
  yLog: boolean;
  zoom: Domain | null;
  smoothing: Smoothing;
  ignoreOutliers: boolean;
  cap: number | undefined;
  hidden: ReadonlySet<string> | undefined;
  references: readonly Reference[];
};

export type ChartModel = {
  prepared: PreparedSeries;
  /** Those of the prepared lines that are not hidden. */
  lines: PreparedLine[];
  /** null: there is nothing to show. */
  frame: Frame | null;
  picture: (Picture & { axisWidth: number }) | null;
};

const MOST_BANDS = 20;

/** Series and wishes → all that a chart draws, each part made again only when what it rests on changes. */
export function useChartModel(input: Input): ChartModel {
  const { series, width, height, xKind, yLog, zoom, smoothing, ignoreOutliers, cap, hidden, references } = input;
  const locale = useLocale();
  const scheme = useScheme();
  const pixelRatio = usePixelRatio();

  const prepared = useMemo(() => prepareSeries(series, { xKind, smoothing, cap }), [series, xKind, smoothing, cap]);
  const lines = useMemo(() => prepared.lines.filter(({ id }) => !hidden?.has(id)), [prepared, hidden]);
  const frame = useMemo(() => {
    const counts = tickCounts(width, height);
    const options = { xKind, yLog, zoom, ignoreOutliers, withBands: lines.length <= MOST_BANDS };
    const levels = references.map(({ y }) => y);
    return prepareFrame(lines, { ...options, references: levels, xTickCount: counts.x, yTickCount: counts.y });
  }, [lines, width, height, xKind, yLog, zoom, ignoreOutliers, references]);
  const picture = useMemo(() => {
    if (!frame) return null;
    const labels = frame.y.ticks.map((tick) => yTickLabel(tick, gapOf(frame.y.ticks), yLog, locale));
    const axisWidth = yAxisWidth(labels);
    const plot = plotArea(width, height, axisWidth);
    const x = makeScale(frame.x.domain, false, [plot.left, plot.left + plot.width]);
    const y = makeScale(frame.y.domain, yLog, [plot.top + plot.height, plot.top]);
    return { axisWidth, plot, x, y, xDomain: frame.x.domain, scheme, pixelRatio };
  }, [frame, width, height, yLog, locale, scheme, pixelRatio]);

  return { prepared, lines, frame, picture };
}
