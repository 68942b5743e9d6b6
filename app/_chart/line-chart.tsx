"use client";

import { useUncontrolled } from "@mantine/hooks";
import { type Ref, useImperativeHandle, useMemo, useRef } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ChartAxes } from "./chart-axes.tsx";
import { type CanvasHandle, ChartCanvas } from "./chart-canvas.tsx";
import { ChartOverlay } from "./chart-overlay.tsx";
import { ChartTable } from "./chart-table.tsx";
import type { Ink } from "./ink.ts";
import { yAxisWidth } from "./layout.ts";
import styles from "./line-chart.module.css";
import { paintChart } from "./paint-chart.ts";
import type { Mark, Reference } from "./paint-marks.ts";
import { placeMarks } from "./place-marks.ts";
import type { ChartSeries, XKind } from "./prepare-series.ts";
import type { Domain } from "./scale.ts";
import type { Smoothing } from "./smooth.ts";
import { useWidth } from "./use-box.ts";
import { useChartModel } from "./use-chart-model.ts";
import type { OnRead } from "./use-crosshair.ts";
import { useNear } from "./use-near.ts";
import { useScheme } from "./use-scheme.ts";
import { useZoom } from "./use-zoom.ts";

/** What an export asks of a chart that is drawn. */
export type ChartHandle = { paint: (ctx: CanvasRenderingContext2D, ink: Ink) => void };

export type LineChartProps = {
  ref?: Ref<ChartHandle> | undefined;
  title: string;
  series: readonly ChartSeries[];
  /** CSS px. */
  height: number;
  xKind?: XKind | undefined;
  /** What x is called where it is a metric. */
  xName?: string | undefined;
  yLog?: boolean | undefined;
  smoothing?: Smoothing | undefined;
  ignoreOutliers?: boolean | undefined;
  /** At most so many lines; how many there were is said. */
  cap?: number | undefined;
  /** Ids of series that are not drawn. */
  hidden?: ReadonlySet<string> | undefined;
  /** Id of a series to lift above the others. */
  emphasis?: string | null | undefined;
  /** The x domain in sight; null for all. Without it the charts of one syncKey share a zoom. */
  domain?: Domain | null | undefined;
  onZoom?: ((domain: Domain | null) => void) | undefined;
  /** Charts with the same key share crosshair and zoom. */
  syncKey?: string | undefined;
  references?: readonly Reference[] | undefined;
  /** x is a step, also on a time axis. */
  marks?: readonly Mark[] | undefined;
  ariaLabel?: string | undefined;
  /** Words instead of a chart without points. */
  empty?: string | undefined;
  isTableShown?: boolean | undefined;
  onTableShown?: ((isShown: boolean) => void) | undefined;
  onRead?: OnRead | undefined;
};

const NONE: readonly never[] = [];
const NO_SMOOTHING: Smoothing = { kind: "none" };
const SMALLEST_WIDTH = 80;
/** Bare axes, which a logarithm takes too. */
const NO_AXIS = { domain: [1, 10], ticks: [] } as const;
const NO_FRAME = { x: NO_AXIS, y: NO_AXIS };

/** Lines over steps or time. Recharts draws grid and axes, one canvas the lines; away from the screen it is an empty box. */
export function LineChart(props: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const isNear = useNear(box);
  const width = useWidth(box);
  const isDrawn = isNear && width >= SMALLEST_WIDTH;
  return (
    <div ref={box} className={styles.chart} style={{ minHeight: props.height }}>
      {isDrawn && <DrawnChart {...props} width={width} />}
    </div>
  );
}

function DrawnChart(props: LineChartProps & { width: number }) {
  const { title, series, height, width, xKind = "step", yLog = false, smoothing = NO_SMOOTHING, cap, hidden } = props;
  const { ignoreOutliers = false, references = NONE, marks = NONE } = props;
  const locale = useLocale();
  const t = useTranslations("chart");
  const scheme = useScheme();
  const canvas = useRef<CanvasHandle>(null);
  const [sharedZoom, setSharedZoom] = useZoom(props.syncKey, xKind);
  const zoom = props.domain === undefined ? sharedZoom : props.domain;

  const { prepared, lines, frame, picture } = useChartModel({
    ...{ series, width, height, xKind, yLog, zoom, smoothing, ignoreOutliers, cap, hidden, references },
  });
  const placedMarks = useMemo(() => placeMarks(marks, series, xKind), [marks, series, xKind]);
  useImperativeHandle(props.ref, () => ({
    paint(ctx, ink) {
      if (picture) paintChart(ctx, { lines, picture, references, marks: placedMarks }, ink);
    },
  }));
  const [isTableShown, showTable] = useUncontrolled({
    value: props.isTableShown,
    defaultValue: false,
    onChange: props.onTableShown,
  });

  function changeZoom(next: Domain | null) {
    if (props.domain === undefined) setSharedZoom(next);
    props.onZoom?.(next);
  }

  // Before there are points as well: what recharts takes to stand is over by the time they come.
  const { x, y } = frame ?? NO_FRAME;
  const axes = (
    <ChartAxes
      {...{ width, height, xKind, yLog, locale }}
      axisWidth={picture?.axisWidth ?? yAxisWidth([])}
      xMin={x.domain[0]}
      xMax={x.domain[1]}
      xTicks={x.ticks.join()}
      yMin={y.domain[0]}
      yMax={y.domain[1]}
      yTicks={y.ticks.join()}
    />
  );
  if (!frame || !picture) {
    const hasPoints = lines.some(({ y }) => y.some((value) => !Number.isNaN(value)));
    const words = zoom ? t("nothingHere") : hasPoints && yLog ? t("nothingPositive") : (props.empty ?? t("empty"));
    return (
      <>
        <div className={styles.stage} style={{ height }}>
          {axes}
          <div className={styles.empty}>
            {words}
            {zoom && (
              <button type="button" className={styles.reset} onClick={() => changeZoom(null)}>
                {t("resetZoom")}
              </button>
            )}
          </div>
        </div>
      </>
    );
  }
  const notes = [
    prepared.total > prepared.shown && t("shownOf", { shown: prepared.shown, total: prepared.total }),
    frame.leftOut > 0 && t("leftOut", { count: frame.leftOut }),
  ].filter(Boolean);
  return (
    <>
      <div className={styles.stage} style={{ height }} data-chart-stage="">
        {axes}
        <ChartCanvas
          ref={canvas}
          {...{ width, height, lines, picture, references }}
          marks={placedMarks}
          emphasis={props.emphasis ?? null}
        />
        {notes.length > 0 && <div className={styles.note}>{notes.join(" · ")}</div>}
        <ChartOverlay
          label={props.ariaLabel ?? title}
          {...{ lines, xKind, scheme }}
          xName={props.xName}
          plot={picture.plot}
          x={picture.x}
          y={picture.y}
          xDomain={picture.xDomain}
          marks={placedMarks}
          syncKey={props.syncKey}
          onZoom={changeZoom}
          onEmphasise={(id) => canvas.current?.emphasise(id)}
          onRead={props.onRead}
        />
        <button type="button" className={styles.tableButton} onClick={() => showTable(!isTableShown)}>
          {t(isTableShown ? "hideTable" : "showTable")}
        </button>
      </div>
      {isTableShown && <ChartTable {...{ title, lines, xKind }} xName={props.xName} xDomain={frame.x.domain} />}
    </>
  );
}
