"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { ChartPanel } from "#app/_chart/chart-panel.tsx";
import type { Mark, Reference } from "#app/_chart/paint-marks.ts";
import type { ChartSeries } from "#app/_chart/prepare-series.ts";
import { useZoom } from "#app/_chart/use-zoom.ts";
import { useText } from "#app/_i18n/use-text.ts";
import { useTRPC } from "#app/_trpc/context.ts";
import type { SeriesData } from "#app/_trpc/rows.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import { type ChartSettings, smoothingOf } from "./chart-settings.ts";
import type { PlannedLine, PlannedPanel } from "./plan-panels.ts";

export type ChartedRun = { id: string; name: string; startedAt: number | null };

type Props = {
  panel: PlannedPanel;
  runs: ChartedRun[];
  settings: ChartSettings;
  syncKey: string;
  references?: readonly Reference[] | undefined;
  marks?: readonly Mark[] | undefined;
  /** Words of a chart without points. */
  empty?: string | undefined;
  height?: number;
};

const WIDTH_POINTS = 800;
/** Asked beyond both edges of a zoom, as a share of it: the lines must reach the edges. */
const MARGIN = 0.05;

/** One chart of the plan with its data: asks for the series, finer ones when zoomed, and names the lines. */
export function MetricPanel({ panel, runs, settings, syncKey, references, marks, empty, height }: Props) {
  const t = useTranslations("charts");
  const text = useText();
  const trpc = useTRPC();
  const pairs = useMemo(
    () => panel.lines.flatMap(({ key }) => runs.map(({ id }) => ({ runId: id, key }))),
    [panel.lines, runs],
  );
  const full = useQuery(trpc.metrics.series.queryOptions({ series: pairs, width: WIDTH_POINTS }));
  const [zoom] = useZoom(syncKey, settings.xKind);
  const isCoarse = full.data?.series.some(({ merged }) => merged) ?? false;
  const room = zoom ? (zoom[1] - zoom[0]) * MARGIN : 0;
  const detail = useQuery(
    trpc.metrics.series.queryOptions(
      zoom && isCoarse && settings.xKind === "step"
        ? { series: pairs, width: WIDTH_POINTS, xMin: Math.floor(zoom[0] - room), xMax: Math.ceil(zoom[1] + room) }
        : skipToken,
      { placeholderData: keepPreviousData },
    ),
  );
  const data = (zoom && detail.data) || full.data;
  const series = useMemo(
    () => chartSeries(data?.series ?? [], panel.lines, runs, (key) => (METRICS[key] ? text(METRICS[key].label) : key)),
    [data, panel.lines, runs, text],
  );
  const smoothing = useMemo(() => smoothingOf(settings), [settings]);
  const main = panel.lines[0]?.key ?? panel.id;
  const title = panel.title ? t(`titles.${panel.title}`) : METRICS[main] ? text(METRICS[main].label) : main;
  return (
    <ChartPanel
      title={title}
      series={series}
      height={height}
      xKind={settings.xKind}
      smoothing={smoothing}
      ignoreOutliers={settings.ignoreOutliers}
      syncKey={syncKey}
      references={references}
      marks={marks}
      empty={full.isError ? full.error.message : full.isPending ? t("loading") : empty}
    />
  );
}

/** Lines of one run are named by metric, lines of several by run; a val/ line is dashed either way. */
function chartSeries(
  data: SeriesData[],
  lines: PlannedLine[],
  runs: ChartedRun[],
  labelOf: (key: string) => string,
): ChartSeries[] {
  const isOneRun = runs.length === 1;
  return lines.flatMap((line) =>
    runs.flatMap((run) => {
      const found = data.find((one) => one.runId === run.id && one.key === line.key);
      if (!found || found.x.length === 0) return [];
      const suffix = line.isValidation && lines.length > 1 ? " · val" : "";
      return [
        {
          id: `${run.id} ${line.key}`,
          label: isOneRun ? labelOf(line.key) : `${run.name}${suffix}`,
          identity: run.id,
          meaning: isOneRun ? line.meaning : undefined,
          isValidation: line.isValidation,
          startedAt: run.startedAt,
          data: found,
        },
      ];
    }),
  );
}
