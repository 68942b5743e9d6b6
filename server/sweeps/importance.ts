import { encodeFields } from "./encode-fields.ts";
import { growForest } from "./forest.ts";
import type { SweepField, TrialValue } from "./plan.ts";
import { rankCorrelation, ranksOf } from "./ranks.ts";

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
const SEED = 1;

/**
 * Mean decrease in impurity over a forest of bagged trees (Breiman, Random Forests, 2001); Hutter et al. (An Efficient
 * Approach for Assessing Hyperparameter Importance, 2014) fit one to runs. The objective enters by rank: one run that
 * went astray would else outweigh all others. Always the same for the same runs.
 */
export function importanceOf(fields: SweepField[], samples: ImportanceSample[]): Importance {
  const runs = samples.length;
  const none = { runs, least: LEAST_RUNS, explained: null, fields: [] };
  if (runs < LEAST_RUNS) return none;
  const target = ranksOf(samples.map(({ value }) => value));
  const { columns, owners } = encodeFields(
    fields,
    samples.map(({ values }) => values),
  );
  const { decrease, explained } = growForest(columns, target, { seed: SEED });
  const total = decrease.reduce((sum, each) => sum + each, 0);
  const told = fields.map((field, at): FieldImportance => {
    const own = decrease.reduce((sum, each, column) => (owners[column] === at ? sum + each : sum), 0);
    const numbers = samples.map(({ values }) => values[field.path]);
    const correlation = numbers.every((value) => typeof value === "number") ? rankCorrelation(numbers, target) : null;
    return { path: field.path, share: total > 0 ? own / total : 0, correlation };
  });
  return { ...none, explained, fields: told.sort((a, b) => b.share - a.share) };
}
