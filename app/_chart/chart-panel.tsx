"use client";

import { Modal } from "@mantine/core";
import { useCallbackRef, useUncontrolled, useViewportSize } from "@mantine/hooks";
import { type ComponentProps, type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { copyText } from "#app/_ui/copy-text.ts";
import { useLater } from "#app/_ui/use-later.ts";
import styles from "./chart-panel.module.css";
import { ChartToolbar } from "./chart-toolbar.tsx";
import { downloadBlob, fileNameOf } from "./download-blob.ts";
import { chartCsv } from "./export-csv.ts";
import { chartPng, chartSvg } from "./export-picture.ts";
import { Legend, type LegendHandle } from "./legend.tsx";
import { type ChartHandle, LineChart, type LineChartProps } from "./line-chart.tsx";
import { DEFAULT_CAP, looksOf } from "./prepare-series.ts";
import { usePageBehind } from "./use-page-behind.ts";
import { useScheme } from "./use-scheme.ts";
import { useZoom } from "./use-zoom.ts";

export type ChartPanelProps = Omit<
  LineChartProps,
  "ref" | "hidden" | "emphasis" | "onRead" | "onTableShown" | "isTableShown" | "height"
> & {
  height?: number | undefined;
  unit?: string | undefined;
  /** Without it the panel keeps its own, starting linear. */
  onYLog?: ((yLog: boolean) => void) | undefined;
  hidden?: ReadonlySet<string> | undefined;
  onHidden?: ((hidden: ReadonlySet<string>) => void) | undefined;
  /** Without it the panel keeps its own, starting small. */
  isEnlarged?: boolean | undefined;
  onEnlarged?: ((isEnlarged: boolean) => void) | undefined;
  /** Where the chart is found again. */
  addressOf?: (() => string) | undefined;
  /** Before the title, such as a handle to drag it by. */
  handle?: ReactNode;
  /** Further entries of the menu. */
  menu?: ReactNode;
  /** Words under the title, such as why a series is missing. */
  note?: ReactNode;
};

const USUAL_HEIGHT = 220;
const ENLARGED_CHROME = 168;
const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

/** A chart with its title, buttons and legend; it can fill the screen and be taken away as PNG, SVG or CSV. */
export function ChartPanel(props: ChartPanelProps) {
  const {
    title,
    unit,
    series,
    height = USUAL_HEIGHT,
    cap = DEFAULT_CAP,
    xKind = "step",
    handle,
    menu,
    note,
    ...chart
  } = props;
  const t = useTranslations("chart");
  const scheme = useScheme();
  const viewport = useViewportSize();
  const body = useRef<HTMLDivElement>(null);
  const drawing = useRef<ChartHandle>(null);
  const legend = useRef<LegendHandle>(null);
  const [yLog, setYLog] = useUncontrolled({
    value: props.onYLog && props.yLog,
    defaultValue: props.yLog ?? false,
    onChange: props.onYLog,
  });
  const [hidden, setHidden] = useUncontrolled({
    value: props.hidden,
    defaultValue: NOTHING_HIDDEN,
    onChange: props.onHidden,
  });
  const [emphasis, setEmphasis] = useState<string | null>(null);
  const [isTableShown, setTableShown] = useState(false);
  const [isEnlarged, setEnlarged] = useUncontrolled({
    value: props.isEnlarged,
    defaultValue: false,
    onChange: props.onEnlarged,
  });
  usePageBehind(isEnlarged);
  const [sharedZoom, setSharedZoom] = useZoom(props.syncKey, xKind);
  const zoom = props.domain === undefined ? sharedZoom : props.domain;

  // Kept from render to render: with every live point a panel renders anew, its buttons need not.
  const changeZoom = useCallbackRef((next: typeof zoom) => {
    if (props.domain === undefined) setSharedZoom(next);
    props.onZoom?.(next);
  });
  const changeLog = useCallbackRef(setYLog);
  const enlarge = useCallbackRef(setEnlarged);
  const savePicture = useCallbackRef(async (kind: "png" | "svg") => {
    const stage = body.current?.querySelector<HTMLElement>("[data-chart-stage]");
    const handle = drawing.current;
    if (!stage || !handle) return;
    const shown = series.slice(0, cap);
    const looks = looksOf(shown);
    const keys = shown.map(({ id, label }, i) => ({ id, label, color: looks[i]!.color[scheme], dash: looks[i]!.dash }));
    const picture = {
      scheme,
      title: unit ? `${title} (${unit})` : title,
      legend: keys.filter(({ id }) => !hidden.has(id)),
      paint: handle.paint,
    };
    const blob = await (kind === "png" ? chartPng(stage, picture) : chartSvg(stage, picture));
    downloadBlob(blob, `${fileNameOf(title)}.${kind}`);
  });
  const saveCsv = useCallbackRef(() => {
    const shown = series.slice(0, cap).filter(({ id }) => !hidden.has(id));
    downloadBlob(new Blob([chartCsv(shown, xKind, zoom)], { type: "text/csv" }), `${fileNameOf(title)}.csv`);
  });
  const copyLink = useCallbackRef(() => void copyText(props.addressOf!()));

  const toolbar = (
    <ChartToolbar
      {...{ yLog, isTableShown, isEnlarged, saveCsv, menu }}
      savePng={() => savePicture("png")}
      saveSvg={() => savePicture("svg")}
      copyLink={props.addressOf && copyLink}
      isZoomed={zoom !== null}
      onYLog={changeLog}
      onResetZoom={() => changeZoom(null)}
      onTable={setTableShown}
      onEnlarge={enlarge}
    />
  );
  const head = (
    <>
      {!isEnlarged && handle}
      <h3 className={styles.title} title={title}>
        {title}
        {unit && <span className={styles.unit}> {unit}</span>}
      </h3>
      <div className={styles.tools}>{toolbar}</div>
    </>
  );
  const drawn = (chartHeight: number) => (
    <div ref={body}>
      {note && <div className={styles.note}>{note}</div>}
      <LineChart
        {...chart}
        ref={drawing}
        {...{ title, series, cap, xKind, yLog, hidden, emphasis, isTableShown }}
        height={chartHeight}
        // The charts behind one that fills the screen do not follow its crosshair.
        syncKey={isEnlarged ? undefined : props.syncKey}
        domain={zoom}
        onZoom={changeZoom}
        onTableShown={setTableShown}
        onRead={(rows) => legend.current?.read(rows)}
      />
      {series.length > 0 && (
        <LateLegend ref={legend} {...{ series, cap, hidden }} onHidden={setHidden} onEmphasis={setEmphasis} />
      )}
    </div>
  );
  return (
    <section className={styles.panel} aria-label={title}>
      <header className={styles.head}>{head}</header>
      {/* One chart at a time: while it fills the screen its place stays empty. */}
      {isEnlarged ? <div style={{ height }} /> : drawn(height)}
      <Modal
        opened={isEnlarged}
        onClose={() => enlarge(false)}
        fullScreen
        withCloseButton={false}
        aria-label={t("enlarged", { title })}
        padding={0}
      >
        <header className={styles.head}>{head}</header>
        {isEnlarged && drawn(Math.max(240, viewport.height - ENLARGED_CHROME))}
      </Modal>
    </section>
  );
}

/** The lines first: what fifty rows of a legend take would come before them. */
function LateLegend(props: ComponentProps<typeof Legend>) {
  return useLater() && <Legend {...props} />;
}

/** A panel that nobody has looked at yet: its title, and its place. */
export function ChartPlace({ title, height = USUAL_HEIGHT }: { title: string; height?: number | undefined }) {
  return (
    <section className={styles.panel} aria-label={title}>
      <header className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
      </header>
      <div style={{ height }} />
    </section>
  );
}
