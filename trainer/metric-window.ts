import type { Outputs } from "./engine/engine.ts";

export type MetricWindow = {
  add(outputs: Outputs): void;
  mean(): Promise<Record<string, number>>;
  readonly size: number;
};

/** Collects the results of steps where they were computed and reads them together, once per log line. */
export function metricWindow(): MetricWindow {
  let pending: Outputs[] = [];
  return {
    get size() {
      return pending.length;
    },
    add: (outputs) => void pending.push(outputs),
    async mean() {
      const taken = pending;
      pending = [];
      const rows = await Promise.all(taken.map((outputs) => outputs.read()));
      return meanOf(rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value[0]!]))));
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
