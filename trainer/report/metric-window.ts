export type MetricWindow = {
  add(row: Record<string, number>): void;
  /** Means over the rows since the last call. */
  take(): Record<string, number>;
  readonly size: number;
};

/** Collects the metrics of updates between two log lines. */
export function metricWindow(): MetricWindow {
  let rows: Record<string, number>[] = [];
  return {
    get size() {
      return rows.length;
    },
    add: (row) => void rows.push(row),
    take() {
      const means = meanOf(rows);
      rows = [];
      return means;
    },
  };
}

/** Mean of each key over the rows that have it. */
export function meanOf(rows: Record<string, number>[]): Record<string, number> {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  return Object.fromEntries(
    [...keys].map((key) => {
      const values = rows.flatMap((row) => (key in row ? [row[key]!] : []));
      return [key, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  );
}
