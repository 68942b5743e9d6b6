import { useEffect, useMemo, useRef } from "react";
import { useLocale } from "use-intl";
import { plotArea, tickCounts, yAxisWidth } from "./layout.ts";
import type { Reference } from "./paint-marks.ts";
import type { Picture } from "./picture.ts";
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

const NOWHERE: Domain = [0, 0];

/** Series and wishes → all that a chart draws, each part made again only when what it rests on changes. */
export function useChartModel(input: Input): ChartModel {
  const { series, width, height, xKind, yLog, zoom, smoothing, ignoreOutliers, cap, hidden, references } = input;
  const locale = useLocale();
  const scheme = useScheme();
  const pixelRatio = usePixelRatio();

  const prepared = useMemo(() => prepareSeries(series, { xKind, smoothing, cap }), [series, xKind, smoothing, cap]);
  const lines = useMemo(() => prepared.lines.filter(({ id }) => !hidden?.has(id)), [prepared, hidden]);
  const shownX = useRef<{ xKind: XKind; domain: Domain } | null>(null);
  const frame = useMemo(() => {
    const counts = tickCounts(width, height);
    const kept = shownX.current?.xKind === xKind ? shownX.current.domain : null;
    const options = { shownX: kept, xKind, yLog, zoom, ignoreOutliers };
    const levels = references.map(({ y }) => y);
    return prepareFrame(lines, { ...options, references: levels, xTickCount: counts.x, yTickCount: counts.y });
  }, [lines, width, height, xKind, yLog, zoom, ignoreOutliers, references]);
  useEffect(() => {
    if (frame && !zoom) shownX.current = { xKind, domain: frame.x.domain };
  }, [frame, zoom, xKind]);
  const axisWidth = useMemo(() => {
    const ticks = frame?.y.ticks ?? [];
    return yAxisWidth(ticks.map((tick) => yTickLabel(tick, gapOf(ticks), yLog, locale)));
  }, [frame, yLog, locale]);
  // Made of single numbers: while points come and move no axis it stays the same, and only the points are drawn.
  const isEmpty = frame === null;
  const [x0, x1] = frame?.x.domain ?? NOWHERE;
  const [y0, y1] = frame?.y.domain ?? NOWHERE;
  const picture = useMemo(() => {
    if (isEmpty) return null;
    const plot = plotArea(width, height, axisWidth);
    const x = makeScale([x0, x1], false, [plot.left, plot.left + plot.width]);
    const y = makeScale([y0, y1], yLog, [plot.top + plot.height, plot.top]);
    return { axisWidth, plot, x, y, xDomain: [x0, x1] as const, scheme, pixelRatio };
  }, [isEmpty, x0, x1, y0, y1, axisWidth, width, height, yLog, scheme, pixelRatio]);

  return { prepared, lines, frame, picture };
}
