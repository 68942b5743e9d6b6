import { type MouseEvent, type Ref, type UIEvent, useImperativeHandle, useMemo, useRef } from "react";
import { useLocale, useTranslations } from "use-intl";
import { exactNumber, formatNumber } from "#app/_format/number.ts";
import { useSteady } from "#app/_ui/use-steady.ts";
import styles from "./legend.module.css";
import { valuesOf } from "./legend-values.ts";
import { type ChartSeries, DEFAULT_CAP, looksOf } from "./prepare-series.ts";
import type { OnRead } from "./use-crosshair.ts";
import { swatchOf } from "./use-reading-text.ts";
import { useScheme } from "./use-scheme.ts";

/** As in the style sheet: a row's height, and how many rows there are before it scrolls. */
const ROW_PX = 22;
const ROWS_IN_SIGHT = 5;

export type LegendHandle = { read: OnRead };

type Props = {
  ref?: Ref<LegendHandle> | undefined;
  series: readonly ChartSeries[];
  /** The same cap as the chart's: only lines that are drawn are named. */
  cap?: number | undefined;
  hidden: ReadonlySet<string>;
  onHidden: (hidden: ReadonlySet<string>) => void;
  onEmphasis: (seriesId: string | null) => void;
};

/**
 * The lines by name with their last value, or the one under the cursor, the least and the greatest. A click hides one,
 * a double or alt click leaves it alone in sight.
 */
export function Legend({ ref, series: newest, cap = DEFAULT_CAP, hidden, onHidden, onEmphasis }: Props) {
  const locale = useLocale();
  const scheme = useScheme();
  const t = useTranslations("chart");
  const series = useSteady(newest);
  const head = useRef<HTMLSpanElement>(null);
  const cells = useRef(new Map<string, HTMLElement>());
  const shown = useMemo(() => series.slice(0, cap), [series, cap]);
  const looks = useMemo(() => looksOf(shown), [shown]);
  const values = useMemo(() => shown.map(valuesOf), [shown]);

  // Written to the DOM directly, as the tooltip is, and only rows in sight: every chart of the page answers the pointer.
  const view = useRef({ first: 0, end: ROWS_IN_SIGHT });
  const reading = useRef<Parameters<OnRead>[0]>(null);
  function write(rows: Parameters<OnRead>[0]) {
    reading.current = rows;
    writeText(head.current, rows ? t("legendHere") : t("legendLast"));
    const here = rows && new Map(rows.map(({ line, y }) => [line.id, y]));
    const { first, end } = view.current;
    for (let i = first; i < Math.min(end, shown.length); i++) {
      const { id } = shown[i]!;
      writeText(cells.current.get(id), formatNumber(here ? (here.get(id) ?? null) : values[i]!.last, locale));
    }
  }
  useImperativeHandle(ref, () => ({ read: write }));

  function scroll({ currentTarget: { scrollTop, clientHeight } }: UIEvent<HTMLElement>) {
    view.current = { first: Math.floor(scrollTop / ROW_PX), end: Math.ceil((scrollTop + clientHeight) / ROW_PX) };
    write(reading.current);
  }

  function click(event: MouseEvent, id: string) {
    if (event.altKey) return onHidden(soloed(shown, hidden, id));
    // A double click arrives after two clicks, which undo each other.
    onHidden(toggled(hidden, id));
  }

  return (
    <div className={styles.frame}>
      <div className={styles.head} aria-hidden="true">
        <span ref={head}>{t("legendLast")}</span>
        <span>{t("legendMin")}</span>
        <span>{t("legendMax")}</span>
      </div>
      <ul className={styles.legend} aria-label={t("legend")} onScroll={scroll}>
        {shown.map((one, i) => {
          const { last, min, max } = values[i]!;
          return (
            <li key={one.id}>
              <button
                type="button"
                className={styles.item}
                aria-pressed={!hidden.has(one.id)}
                title={`${one.label}: ${exactNumber(last)} (${exactNumber(min)} – ${exactNumber(max)})\n${t("legendHelp")}`}
                onClick={(event) => click(event, one.id)}
                onDoubleClick={() => onHidden(soloed(shown, hidden, one.id))}
                onMouseEnter={() => onEmphasis(hidden.has(one.id) ? null : one.id)}
                onMouseLeave={() => onEmphasis(null)}
              >
                <span className={styles.swatch} style={{ background: swatchOf(looks[i]!, scheme) }} />
                <span className={styles.label}>{one.label}</span>
                <span
                  className={styles.value}
                  ref={(cell) => {
                    if (cell) cells.current.set(one.id, cell);
                    return () => void cells.current.delete(one.id);
                  }}
                >
                  {formatNumber(last, locale)}
                </span>
                <span className={styles.aside}>{formatNumber(min, locale)}</span>
                <span className={styles.aside}>{formatNumber(max, locale)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function writeText(target: HTMLElement | null | undefined, text: string) {
  if (target && target.textContent !== text) target.textContent = text;
}

function toggled(hidden: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(hidden);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Only `id` in sight; everything again when it already was alone. */
function soloed(series: readonly ChartSeries[], hidden: ReadonlySet<string>, id: string): Set<string> {
  const others = series.map((one) => one.id).filter((other) => other !== id);
  const isAlone = !hidden.has(id) && others.every((other) => hidden.has(other));
  return new Set(isAlone ? [] : others);
}
