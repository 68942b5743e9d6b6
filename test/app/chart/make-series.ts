import type { ChartSeries } from "#app/_chart/prepare-series.ts";
import type { SeriesData } from "#app/_chart/series-data.ts";

/** An unmerged series with one point per value, at steps 10, 20, …, a second apart. null is a gap. */
export function makeData(values: (number | null)[], more: Partial<SeriesData> = {}): SeriesData {
  const x = values.map((_, i) => (i + 1) * 10);
  const column = Float64Array.from(values, (value) => value ?? Number.NaN);
  return {
    runId: "run1",
    key: "train/loss",
    total: values.length,
    merged: false,
    x: Float64Array.from(x),
    time: Float64Array.from(x, (_, i) => 1_000_000 + i * 1000),
    min: column,
    max: column,
    mean: column,
    first: column,
    last: column,
    count: new Float64Array(values.length).fill(1),
    nonFinite: [],
    attempts: [{ attempt: 1, fromStep: 0 }],
    ...more,
  };
}

export function makeSeries(id: string, values: (number | null)[], more: Partial<ChartSeries> = {}): ChartSeries {
  return { id, label: id, identity: id, data: makeData(values, { runId: id }), ...more };
}
