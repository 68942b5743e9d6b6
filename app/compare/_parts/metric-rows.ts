import type { LatestRow } from "#app/_trpc/rows.ts";
import { METRICS } from "#trainer/contract/metrics.ts";

export type MetricCell = {
  last: number | string;
  step: number;
  best: number | null;
  /** last − the baseline's last, and whether that is better; null without a number on both sides, or a direction. */
  delta: number | null;
  isBetter: boolean | null;
};
export type MetricRow = { key: string; cells: (MetricCell | null)[] };

/** Last and best values of every metric, a column a run, measured against the baseline's. Known metrics come first. */
export function metricRows(runIds: string[], baselineId: string, latest: LatestRow[]): MetricRow[] {
  const byRun = new Map(latest.map((row) => [row.runId, row.values]));
  const keys = new Set(latest.flatMap(({ values }) => Object.keys(values)));
  const order = Object.keys(METRICS);
  const known = order.filter((key) => keys.has(key));
  const unknown = [...keys].filter((key) => !(key in METRICS)).sort();
  return [...known, ...unknown].map((key) => ({
    key,
    cells: runIds.map((id) => cellOf(key, byRun.get(id), byRun.get(baselineId), id === baselineId)),
  }));
}

type Values = LatestRow["values"];

function cellOf(key: string, values: Values | undefined, base: Values | undefined, isBaseline: boolean) {
  const value = values?.[key];
  if (!value) return null;
  const goal = METRICS[key]?.goal ?? null;
  const baseLast = base?.[key]?.value;
  const isComparable = !isBaseline && typeof value.value === "number" && typeof baseLast === "number";
  const delta = isComparable ? (value.value as number) - (baseLast as number) : null;
  return {
    last: value.value,
    step: value.step,
    best: goal === null ? null : goal === "low" ? value.min : value.max,
    delta,
    isBetter: delta === null || delta === 0 || goal === null ? null : delta < 0 === (goal === "low"),
  };
}
