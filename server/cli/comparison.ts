import type { RunDetail } from "#server/runs/get.ts";
import type { RunRow } from "#server/runs/row.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import { configFields, isSame } from "./config-fields.ts";

/** A metric's last value in every run; `best` is the place of the run that does best, null when none does alone. */
export type Line = {
  key: string;
  goal: "low" | "high" | null;
  values: (number | string | null)[];
  best: number | null;
};
export type Comparison = {
  runs: Pick<RunRow, "id" | "name" | "status" | "position" | "step" | "maxSteps" | "startedAt" | "endedAt">[];
  /** The config fields in which the runs differ; null where a run has no such field. */
  config: { path: string; values: unknown[] }[];
  metrics: Line[];
};

/** Runs beside each other: what was set differently, and what came out. */
export function compareRuns(runs: RunDetail[]): Comparison {
  const keys = [...new Set(runs.flatMap(({ summary }) => Object.keys(summary)))].sort();
  return {
    runs: runs.map(({ id, name, status, position, step, maxSteps, startedAt, endedAt }) => ({
      id,
      name,
      status,
      position,
      step,
      maxSteps,
      startedAt,
      endedAt,
    })),
    config: differences(runs),
    metrics: keys.map((key) => {
      const goal = METRICS[key]?.goal ?? null;
      const values = runs.map(({ summary }) => summary[key] ?? null);
      return { key, goal, values, best: findBest(values, goal) };
    }),
  };
}

function differences(runs: RunDetail[]): Comparison["config"] {
  const fields = runs.map(({ fullConfig }) => new Map(configFields(fullConfig)));
  const paths = new Set(fields.flatMap((each) => [...each.keys()]));
  return [...paths]
    .map((path) => ({ path, values: fields.map((each) => each.get(path) ?? null) }))
    .filter(({ values }) => values.some((value) => !isSame(value, values[0])));
}

function findBest(values: Line["values"], goal: Line["goal"]): number | null {
  const numbers = values.filter((value) => typeof value === "number");
  if (goal === null || numbers.length < 2) return null;
  const best = goal === "low" ? Math.min(...numbers) : Math.max(...numbers);
  return numbers.filter((value) => value === best).length === 1 ? values.indexOf(best) : null;
}
