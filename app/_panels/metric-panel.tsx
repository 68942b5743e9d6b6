"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { ChartPanel, ChartPlace } from "#app/_chart/chart-panel.tsx";
import type { Mark, Reference } from "#app/_chart/paint-marks.ts";
import { stepRange } from "#app/_chart/step-range.ts";
import { useSeen } from "#app/_chart/use-near.ts";
import { useZoom } from "#app/_chart/use-zoom.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import { useMetricName } from "#app/_ui/use-metric-name.ts";
import { useUrlParams } from "#app/_ui/use-url-params.ts";
import { axisFor, hasSeconds } from "./axis-for.ts";
import { type ChartedRun, chartSeries } from "./chart-series.ts";
import { type ChartSettings, smoothingOf } from "./chart-settings.ts";
import styles from "./panels.module.css";
import type { PlannedPanel } from "./plan-panels.ts";
import { usePanelTitle } from "./use-panel-title.ts";

export type MetricPanelProps = {
  panel: PlannedPanel;
  runs: readonly ChartedRun[];
  settings: ChartSettings;
  syncKey: string;
  references?: readonly Reference[] | undefined;
  marks?: readonly Mark[] | undefined;
  /** Words of a chart without points. */
  empty?: string | undefined;
  height?: number | undefined;
  yLog?: boolean | undefined;
  onYLog?: ((yLog: boolean) => void) | undefined;
  handle?: ReactNode;
  menu?: ReactNode;
};

const WIDTH_POINTS = 800;
/** Asked beyond both edges of a zoom, as a share of it: the lines must reach the edges. */
const MARGIN = 0.05;
/** The panel that fills the screen, in the URL. */
const ENLARGED = "chart";

/** One chart of the plan with its data: asks for the series, finer ones when zoomed, and names the lines. */
export function MetricPanel({ panel, runs, settings: asked, empty, ...chart }: MetricPanelProps) {
  const t = useTranslations("charts");
  const nameOf = useMetricName();
  const trpc = useTRPC();
  const [params, setParams] = useUrlParams();
  const lineKeys = panel.lines.map(({ key }) => key);
  const settings = axisFor(asked, lineKeys);
  const { xKind, xKey, spread, groupBy } = settings;
  // Another x is another axis: its zoom and its crosshair are not those of steps.
  const axis = xKey ?? (xKind === asked.xKind ? null : xKind);
  const syncKey = axis ? `${chart.syncKey} ${axis}` : chart.syncKey;
  const pairs = useMemo(() => {
    const keys = new Set([...panel.lines.map(({ key }) => key), ...(xKey ? [xKey] : [])]);
    return [...keys].flatMap((key) => runs.map(({ id }) => ({ runId: id, key })));
  }, [panel.lines, runs, xKey]);
  const box = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(box);
  const enlarged = params.get(ENLARGED);
  // What is far down the page, or behind a chart that fills the screen, waits until it is looked at.
  const isWanted = enlarged === null ? isSeen : enlarged === panel.id;
  const full = useQuery(
    trpc.metrics.series.queryOptions(isWanted ? { series: pairs, width: WIDTH_POINTS } : skipToken),
  );
  const plan = useMemo(
    () => ({ lines: panel.lines, runs, labelOf: nameOf, xKind, xKey, spread: groupBy ? spread : null }),
    [panel.lines, runs, nameOf, xKind, xKey, spread, groupBy],
  );
  const all = useMemo(() => chartSeries(full.data?.series ?? [], plan), [full.data, plan]);
  const [zoom] = useZoom(syncKey, xKind);
  const isCoarse = full.data?.series.some(({ merged }) => merged) ?? false;
  const steps = useMemo(() => (zoom && isCoarse ? stepRange(all, xKind, zoom) : null), [all, isCoarse, xKind, zoom]);
  const room = steps ? (steps[1] - steps[0]) * MARGIN : 0;
  const detail = useQuery(
    trpc.metrics.series.queryOptions(
      steps
        ? { series: pairs, width: WIDTH_POINTS, xMin: Math.floor(steps[0] - room), xMax: Math.ceil(steps[1] + room) }
        : skipToken,
      { placeholderData: keepPreviousData },
    ),
  );
  const finer = steps && detail.data;
  const series = useMemo(() => (finer ? chartSeries(finer.series, plan) : all), [finer, all, plan]);
  const smoothing = useMemo(() => smoothingOf(asked), [asked]);
  const title = usePanelTitle()(panel);
  if (!isWanted && !full.data)
    return (
      <div ref={box} className={styles.metric}>
        <ChartPlace {...{ title }} height={chart.height} />
      </div>
    );
  return (
    <div ref={box} className={styles.metric}>
      <ChartPanel
        {...chart}
        // Marks are known by training step.
        marks={hasSeconds(lineKeys) ? undefined : chart.marks}
        {...{ title, series, xKind, smoothing, syncKey }}
        xName={xKey ? nameOf(xKey) : undefined}
        ignoreOutliers={settings.ignoreOutliers}
        isEnlarged={enlarged === panel.id}
        onEnlarged={(isEnlarged) => setParams({ [ENLARGED]: isEnlarged ? panel.id : null })}
        addressOf={() => addressWith(ENLARGED, panel.id)}
        empty={full.isError ? full.error.message : full.isPending ? t("loading") : empty}
      />
    </div>
  );
}

/** This page's address with one more parameter. */
function addressWith(name: string, value: string): string {
  const url = new URL(window.location.href);
  url.searchParams.set(name, value);
  return url.href;
}
