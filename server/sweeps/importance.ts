import type { SweepField, TrialValue } from "./plan.ts";

/** How much each field of a sweep matters to its objective. */
export type Importance = {
  /** Ended runs with a value of the objective: what it rests on. */
  runs: number;
  /** With fewer runs nothing is said. */
  least: number;
  /** The share of the variance between runs that the forest explains on runs that it was not grown from; null = too few. */
  explained: number | null;
  /** The most important first; empty while there are too few runs. */
  fields: FieldImportance[];
};
export type FieldImportance = {
  path: string;
  /** 0 to 1, and 1 for all fields together; 0 for all where nothing can be told. */
  share: number;
  /** Spearman's rank correlation with the objective, -1 to 1; null for a field that is not of numbers. */
  correlation: number | null;
};

export type ImportanceSample = { values: Record<string, TrialValue>; value: number };

const LEAST_RUNS = 5;

export function importanceOf(_fields: SweepField[], samples: ImportanceSample[]): Importance {
  return { runs: samples.length, least: LEAST_RUNS, explained: null, fields: [] };
}
