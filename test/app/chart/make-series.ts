import type { ChartSeries } from "#app/_chart/prepare-series.ts";
import type { SeriesData } from "#app/_chart/series-data.ts";

/** An unmerged series with one point per value, at steps 10, 20, …, a second apart. null is a gap. */
export function makeData(values: (number | null)[], more: Partial<SeriesData> = {}): SeriesData {
  const x = values.map((_, i) => (i + 1) * 10);
  return {
    runId: "run1",
    key: "train/loss",
    total: values.length,
    merged: false,
    x,
    time: x.map((_, i) => 1_000_000 + i * 1000),
    min: [...values],
    max: [...values],
    mean: [...values],
    first: [...values],
    last: [...values],
    count: values.map(() => 1),
    nonFinite: [],
    attempts: [{ attempt: 1, fromStep: 0 }],
    ...more,
  };
}

export function makeSeries(id: string, values: (number | null)[], more: Partial<ChartSeries> = {}): ChartSeries {
  return { id, label: id, identity: id, data: makeData(values, { runId: id }), ...more };
}
