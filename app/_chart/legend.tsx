import type { MouseEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import { exactNumber, formatNumber } from "#app/_format/number.ts";
import styles from "./legend.module.css";
import { type ChartSeries, DEFAULT_CAP, looksOf } from "./prepare-series.ts";
import type { SeriesData } from "./series-data.ts";
import { swatchOf } from "./use-reading-text.ts";
import { useScheme } from "./use-scheme.ts";

type Props = {
  series: readonly ChartSeries[];
  /** The same cap as the chart's: only lines that are drawn are named. */
  cap?: number | undefined;
  hidden: ReadonlySet<string>;
  onHidden: (hidden: ReadonlySet<string>) => void;
  onEmphasis: (seriesId: string | null) => void;
};

/** The lines by name with their last value. A click hides one, a double or alt click leaves it alone in sight. */
export function Legend({ series, cap = DEFAULT_CAP, hidden, onHidden, onEmphasis }: Props) {
  const locale = useLocale();
  const scheme = useScheme();
  const t = useTranslations("chart");
  const shown = series.slice(0, cap);
  const looks = looksOf(shown);

  function click(event: MouseEvent, id: string) {
    if (event.altKey) return onHidden(soloed(shown, hidden, id));
    // A double click arrives after two clicks, which undo each other.
    onHidden(toggled(hidden, id));
  }

  return (
    <ul className={styles.legend} aria-label={t("legend")}>
      {shown.map((one, i) => {
        const last = lastValue(one.data);
        return (
          <li key={one.id}>
            <button
              type="button"
              className={styles.item}
              aria-pressed={!hidden.has(one.id)}
              title={`${one.label}: ${exactNumber(last)}\n${t("legendHelp")}`}
              onClick={(event) => click(event, one.id)}
              onDoubleClick={() => onHidden(soloed(shown, hidden, one.id))}
              onMouseEnter={() => onEmphasis(hidden.has(one.id) ? null : one.id)}
              onMouseLeave={() => onEmphasis(null)}
            >
              <span className={styles.swatch} style={{ background: swatchOf(looks[i]!, scheme) }} />
              <span className={styles.label}>{one.label}</span>
              <span className={styles.value}>{formatNumber(last, locale)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
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

/** The newest value, also when it is NaN; null without points. */
function lastValue(data: SeriesData): number | null {
  const end = data.last.length - 1;
  return end < 0 ? null : data.last[end]!;
}
