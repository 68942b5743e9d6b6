import type { RunRow } from "#app/_trpc/rows.ts";
import type { LatestValue } from "#server/metrics/latest.ts";
import type { MetricFigure } from "#server/runs/list.ts";

export const FIGURES = ["last", "min", "max", "mean"] as const satisfies readonly MetricFigure[];

/** A column of the runs table: of a metric its last, least, greatest or mean value. */
export type MetricColumn = { key: string; by: MetricFigure };

export const DEFAULT_COLUMNS: readonly MetricColumn[] = [
  { key: "train/loss", by: "last" },
  { key: "val/l1_loss", by: "last" },
  { key: "energy/gap", by: "last" },
];

export const MOST_COLUMNS = 12;
const BETWEEN = "|";
const FIGURE = /~(min|max|mean)$/;

/** The columns as the URL has them, "train/loss|val/l1_loss~min"; without it the usual ones. */
export function readColumns(param: string | null): readonly MetricColumn[] {
  if (param === null) return DEFAULT_COLUMNS;
  const columns = param.split(BETWEEN).map((word) => {
    const by = (FIGURE.exec(word)?.[1] ?? "last") as MetricFigure;
    return { key: word.replace(FIGURE, ""), by };
  });
  const known = columns.filter(({ key }, i) => key !== "" && columns.findIndex((one) => one.key === key) === i);
  return known.slice(0, MOST_COLUMNS);
}

/** What the URL says of the columns; null, nothing, for the usual ones. No column at all is a single separator. */
export function columnsParam(columns: readonly MetricColumn[]): string | null {
  const text = textOf(columns);
  if (text === textOf(DEFAULT_COLUMNS)) return null;
  return text || BETWEEN;
}

function textOf(columns: readonly MetricColumn[]): string {
  return columns.map(({ key, by }) => (by === "last" ? key : `${key}~${by}`)).join(BETWEEN);
}

/** What a run shows in a column; the last value is in its row, the others are asked for. */
export function cellOf(
  { key, by }: MetricColumn,
  run: Pick<RunRow, "summary">,
  values: Readonly<Record<string, LatestValue>> | undefined,
): number | string | undefined {
  return by === "last" ? run.summary[key] : (values?.[key]?.[by] ?? undefined);
}
