"use client";

import { Modal } from "@mantine/core";
import { useUncontrolled, useViewportSize } from "@mantine/hooks";
import { type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import styles from "./chart-panel.module.css";
import { ChartToolbar } from "./chart-toolbar.tsx";
import { downloadBlob, fileNameOf } from "./download-blob.ts";
import { chartCsv } from "./export-csv.ts";
import { chartPng } from "./export-png.ts";
import { Legend } from "./legend.tsx";
import { LineChart, type LineChartProps } from "./line-chart.tsx";
import { DEFAULT_CAP, looksOf } from "./prepare-series.ts";
import { useScheme } from "./use-scheme.ts";
import { useZoom } from "./use-zoom.ts";

export type ChartPanelProps = Omit<
  LineChartProps,
  "hidden" | "emphasis" | "onTableShown" | "isTableShown" | "height"
> & {
  height?: number | undefined;
  unit?: string | undefined;
  /** Without it the panel keeps its own, starting linear. */
  onYLog?: ((yLog: boolean) => void) | undefined;
  hidden?: ReadonlySet<string> | undefined;
  onHidden?: ((hidden: ReadonlySet<string>) => void) | undefined;
  /** Further buttons of the header. */
  actions?: ReactNode;
  /** Words under the title, such as why a series is missing. */
  note?: ReactNode;
};

const ENLARGED_CHROME = 124;
const NOTHING_HIDDEN: ReadonlySet<string> = new Set();

/** A chart with its title, buttons and legend; it can fill the screen and be taken away as PNG or CSV. */
export function ChartPanel(props: ChartPanelProps) {
  const { title, unit, series, height = 220, cap = DEFAULT_CAP, xKind = "step", actions, note, ...chart } = props;
  const t = useTranslations("chart");
  const scheme = useScheme();
  const viewport = useViewportSize();
  const body = useRef<HTMLDivElement>(null);
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
  const [isEnlarged, setEnlarged] = useState(false);
  const [sharedZoom, setSharedZoom] = useZoom(props.syncKey, xKind);
  const zoom = props.domain === undefined ? sharedZoom : props.domain;

  function changeZoom(next: typeof zoom) {
    if (props.domain === undefined) setSharedZoom(next);
    props.onZoom?.(next);
  }

  async function savePng() {
    const stage = body.current?.querySelector<HTMLElement>("[data-chart-stage]");
    if (!stage) return;
    const shown = series.slice(0, cap);
    const legend = looksOf(shown).map(({ color, dash }, i) => ({ label: shown[i]!.label, color: color[scheme], dash }));
    const visible = legend.filter((_, i) => !hidden.has(shown[i]!.id));
    downloadBlob(
      await chartPng(stage, { title: unit ? `${title} (${unit})` : title, legend: visible }),
      `${fileNameOf(title)}.png`,
    );
  }

  function saveCsv() {
    const shown = series.slice(0, cap).filter(({ id }) => !hidden.has(id));
    downloadBlob(new Blob([chartCsv(shown, xKind, zoom)], { type: "text/csv" }), `${fileNameOf(title)}.csv`);
  }

  const toolbar = (
    <ChartToolbar
      {...{ yLog, isTableShown, isEnlarged, savePng, saveCsv }}
      isZoomed={zoom !== null}
      onYLog={setYLog}
      onResetZoom={() => changeZoom(null)}
      onTable={setTableShown}
      onEnlarge={setEnlarged}
    />
  );
  const head = (
    <>
      <h3 className={styles.title} title={title}>
        {title}
        {unit && <span className={styles.unit}> {unit}</span>}
      </h3>
      <div className={styles.tools}>
        {actions}
        {toolbar}
      </div>
    </>
  );
  const drawn = (chartHeight: number) => (
    <div ref={body}>
      {note && <div className={styles.note}>{note}</div>}
      <LineChart
        {...chart}
        {...{ title, series, cap, xKind, yLog, hidden, emphasis, isTableShown }}
        height={chartHeight}
        domain={zoom}
        onZoom={changeZoom}
        onTableShown={setTableShown}
      />
      {series.length > 0 && <Legend {...{ series, cap, hidden }} onHidden={setHidden} onEmphasis={setEmphasis} />}
    </div>
  );
  return (
    <section className={styles.panel} aria-label={title}>
      <header className={styles.head}>{head}</header>
      {/* One chart at a time: while it fills the screen its place stays empty. */}
      {isEnlarged ? <div style={{ height }} /> : drawn(height)}
      <Modal
        opened={isEnlarged}
        onClose={() => setEnlarged(false)}
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
