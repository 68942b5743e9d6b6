import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Scheme } from "./color.ts";
import { moveCrosshair } from "./keyboard.ts";
import type { Plot } from "./layout.ts";
import styles from "./line-chart.module.css";
import type { Mark } from "./paint-marks.ts";
import type { PreparedLine, XKind } from "./prepare-series.ts";
import { allX, snapX } from "./reading.ts";
import type { Domain, Scale } from "./scale.ts";
import { type OnRead, useCrosshair } from "./use-crosshair.ts";
import { useDrag } from "./use-drag.ts";
import { useReadingText } from "./use-reading-text.ts";

type Props = {
  label: string;
  plot: Plot;
  lines: readonly PreparedLine[];
  x: Scale;
  y: Scale;
  xDomain: Domain;
  xKind: XKind;
  xName: string | undefined;
  marks: readonly Mark[];
  scheme: Scheme;
  syncKey: string | undefined;
  onZoom: (zoom: Domain | null) => void;
  onEmphasise: (lineId: string | null) => void;
  onRead: OnRead | undefined;
};

const MARK_REACH_PX = 5;

/** What hears mouse, finger and keyboard over the plot: crosshair, tooltip, zoom by dragging. */
export function ChartOverlay({ label, plot, x, y, xDomain, xKind, xName, lines, marks, scheme, ...props }: Props) {
  const t = useTranslations("chart");
  const own = useId();
  const help = useId();
  const [announced, announce] = useState("");
  const crosshairLine = useRef<HTMLDivElement>(null);
  const dots = useRef<HTMLDivElement>(null);
  const band = useRef<HTMLDivElement>(null);
  const frameRequest = useRef(0);

  const markReach = Math.abs(x.toValue(MARK_REACH_PX) - x.toValue(0));
  const text = useReadingText({ xKind, xName, scheme, marks, markReach });
  const crosshair = useCrosshair({
    ...{ crosshair: crosshairLine, dots, plot, lines, x, y, xDomain },
    group: `${props.syncKey ?? own} ${xKind}`,
    colorOf: (line) => line.color[scheme],
    contentOf: text.tooltip,
    onEmphasise: props.onEmphasise,
    onRead: props.onRead,
  });
  const drag = useDrag(band, plot, (from, to) => {
    crosshair.leave();
    props.onZoom([x.toValue(plot.left + from), x.toValue(plot.left + to)]);
  });

  function point(event: PointerEvent<HTMLElement>) {
    drag.move(event);
    const { clientX, clientY, currentTarget } = event;
    cancelAnimationFrame(frameRequest.current);
    frameRequest.current = requestAnimationFrame(() => {
      const box = currentTarget.getBoundingClientRect();
      const snapped = snapX(lines, x.toValue(clientX - box.left + plot.left));
      if (snapped === null || snapped < xDomain[0] || snapped > xDomain[1]) return;
      crosshair.moveTo(snapped, { clientX, clientY, plotY: clientY - box.top + plot.top });
    });
  }

  function leave() {
    cancelAnimationFrame(frameRequest.current);
    crosshair.leave();
  }

  function press(event: KeyboardEvent<HTMLElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && crosshair.current() !== null) {
      event.stopPropagation();
      return leave();
    }
    const inSight = allX(lines).filter((value) => value >= xDomain[0] && value <= xDomain[1]);
    const next = moveCrosshair(inSight, crosshair.current(), event.key);
    if (next === null) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    const clientX = box.left + x.toPixel(next) - plot.left;
    crosshair.moveTo(next, { clientX, clientY: box.top + box.height / 2, plotY: null });
    announce(text.spoken(next, crosshair.rowsAt(next)));
  }

  return (
    <div
      className={styles.overlay}
      style={plot}
      role="application"
      aria-label={label}
      aria-describedby={help}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the arrow keys, so it must take focus
      tabIndex={0}
      onPointerDown={drag.start}
      onPointerMove={point}
      onPointerUp={drag.end}
      onPointerCancel={drag.cancel}
      onPointerLeave={leave}
      onBlur={leave}
      onDoubleClick={() => props.onZoom(null)}
      onKeyDown={press}
    >
      <div ref={crosshairLine} className={styles.crosshair} hidden />
      <div ref={dots} className={styles.dots} />
      <div ref={band} className={styles.band} hidden />
      <span id={help} className={styles.spoken}>
        {t("keys")}
      </span>
      <span className={styles.spoken} aria-live="polite">
        {announced}
      </span>
    </div>
  );
}
