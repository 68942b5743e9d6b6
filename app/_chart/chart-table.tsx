import { useLocale, useTranslations } from "use-intl";
import { exactNumber, formatNumber } from "#app/_format/number.ts";
import styles from "./chart-table.module.css";
import { lowerBound } from "./nearest.ts";
import type { PreparedLine, XKind } from "./prepare-series.ts";
import { allX } from "./reading.ts";
import type { Domain } from "./scale.ts";
import { xReading } from "./tick-label.ts";

type Props = {
  title: string;
  lines: readonly PreparedLine[];
  xDomain: Domain;
  xKind: XKind;
  xName: string | undefined;
};

const MOST_ROWS = 200;

/** The points in sight as a table, evenly thinned to 200 rows. */
export function ChartTable({ title, lines, xDomain, xKind, xName }: Props) {
  const locale = useLocale();
  const t = useTranslations("chart");
  const inSight = allX(lines).filter((x) => x >= xDomain[0] && x <= xDomain[1]);
  const rows = thin(inSight, MOST_ROWS);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption>{t("tableCaption", { title, shown: rows.length, total: inSight.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`axis.${xKind}`, { x: xName ?? "" })}</th>
            {lines.map((line) => (
              <th key={line.id} scope="col">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((x) => (
            <tr key={x}>
              <th scope="row">{xReading(x, xKind, locale)}</th>
              {lines.map((line) => {
                const value = valueAt(line, x);
                return (
                  <td key={line.id} title={exactNumber(value)}>
                    {value === null ? "" : formatNumber(value, locale)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The value of a line's own point at exactly x; null where it has none. */
function valueAt(line: PreparedLine, x: number): number | null {
  const index = lowerBound(line.x, x);
  return line.x[index] === x ? line.y[index]! : null;
}

/** At most `most` of the values, evenly spread, the first and the last among them. */
export function thin(values: Float64Array, most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, i) => values[Math.round((i * (values.length - 1)) / (most - 1))]!);
}
