import { useLocale, useTranslations } from "use-intl";
import { formatNumber } from "#app/_format/number.ts";
import type { Scheme } from "./color.ts";
import type { Mark } from "./paint-marks.ts";
import type { PreparedLine, XKind } from "./prepare-series.ts";
import { pickRows, type ReadingRow } from "./reading.ts";
import { xReading } from "./tick-label.ts";
import type { TooltipContent } from "./tooltip-element.ts";

const SPOKEN_ROWS = 5;

type Options = { xKind: XKind; xName: string | undefined; scheme: Scheme; marks: readonly Mark[]; markReach: number };

/** The words of a reading: as a tooltip, and as the sentence that a screen reader speaks. */
export function useReadingText({ xKind, xName, scheme, marks, markReach }: Options) {
  const locale = useLocale();
  const t = useTranslations("chart");
  const headOf = (x: number) => `${t(`axis.${xKind}`, { x: xName ?? "" })} ${xReading(x, xKind, locale)}`;
  const marksAt = (x: number) => marks.filter((mark) => Math.abs(mark.x - x) <= markReach).map(({ label }) => label);

  function tooltip(
    x: number,
    all: ReadingRow[],
    { emphasised, room }: { emphasised: string | null; room: number },
  ): TooltipContent {
    const { rows, rest } = pickRows(all, room, emphasised);
    return {
      head: headOf(x),
      marks: marksAt(x),
      more: rest > 0 ? t("more", { count: rest }) : "",
      rows: rows.map((row) => ({
        color: swatchOf(row.line, scheme),
        label: row.line.label,
        value: formatNumber(row.y, locale),
        aside: row.x === x ? "" : `@ ${xReading(row.x, xKind, locale)}`,
        isEmphasised: row.line.id === emphasised,
      })),
    };
  }

  function spoken(x: number, rows: ReadingRow[]): string {
    const said = rows.slice(0, SPOKEN_ROWS).map((row) => `${row.line.label} ${formatNumber(row.y, locale)}`);
    const rest = rows.length - said.length;
    return [headOf(x), ...marksAt(x), ...said, ...(rest > 0 ? [t("more", { count: rest })] : [])].join("; ");
  }

  return { tooltip, spoken };
}

/** A CSS background that looks like the line: its colour, broken where it is dashed. */
export function swatchOf(line: Pick<PreparedLine, "color" | "dash">, scheme: Scheme): string {
  const color = line.color[scheme];
  if (line.dash.length === 0) return color;
  const [on = 4, off = 3] = line.dash;
  const cut = Math.min(on, 7);
  return `repeating-linear-gradient(90deg, ${color} 0 ${cut}px, transparent ${cut}px ${cut + Math.min(off, 3)}px)`;
}
