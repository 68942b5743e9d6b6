import { countGrid, countValues, drawValue, gridValues, placeOf, valueAt } from "./field-values.ts";
import type { SweepField, SweepPlan, TrialValue } from "./plan.ts";
import { planProblems } from "./plan-problems.ts";
import type { SweepProblem } from "./problem.ts";
import { seededRandom } from "./random.ts";

/** What a run of a sweep tries, by field path; trials count from 1. */
export type Trial = { trial: number; values: Record<string, TrialValue> };

export type Expansion = {
  /** How many runs the plan asks for, also where that is too many. */
  runs: number;
  /** Combinations that the fields allow; infinite with a range that is not of whole numbers. */
  combinations: number;
  /** None where there are problems. */
  trials: Trial[];
  problems: SweepProblem[];
};

/** The trials of a plan, always the same for the same plan. */
export function expandPlan(plan: SweepPlan): Expansion {
  const { fields, method } = plan;
  const problems = planProblems(plan);
  const isGrid = method === "grid";
  const combinations = fields.map(isGrid ? countGrid : countValues).reduce((product, count) => product * count, 1);
  const runs = isGrid ? combinations : (plan.trials ?? 0);
  if (problems.length > 0) return { runs, combinations, trials: [], problems };
  const rows = isGrid ? product(fields.map(gridValues)) : drawAll(plan, combinations);
  const trials = rows.map((row, i) => ({
    trial: i + 1,
    values: Object.fromEntries(fields.map(({ path }, at) => [path, row[at]!])),
  }));
  return { runs, combinations, trials, problems };
}

/** Every combination; the last field changes fastest. */
function product(lists: TrialValue[][]): TrialValue[][] {
  return lists.reduce<TrialValue[][]>(
    (rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  );
}

/** Draws until another cannot be had that way: then the next combination is taken that was not drawn. */
const PATIENCE = 100;

/** No combination comes again before all have come. */
function drawAll({ fields, trials = 0, seed }: SweepPlan, combinations: number): TrialValue[][] {
  const random = seededRandom(seed);
  const rows: TrialValue[][] = [];
  let seen = new Set<string>();
  while (rows.length < trials) {
    if (seen.size >= combinations) seen = new Set();
    let row = draw();
    for (let tries = 1; tries < PATIENCE && seen.has(JSON.stringify(row)); tries++) row = draw();
    while (Number.isFinite(combinations) && seen.has(JSON.stringify(row))) row = next(fields, row);
    seen.add(JSON.stringify(row));
    rows.push(row);
  }
  return rows;

  function draw(): TrialValue[] {
    return fields.map((field) => drawValue(field, random));
  }
}

/** Counts on as an odometer does. */
function next(fields: SweepField[], row: TrialValue[]): TrialValue[] {
  const out = [...row];
  for (let at = fields.length - 1; at >= 0; at--) {
    const field = fields[at]!;
    const place = (placeOf(field, out[at]!) + 1) % countValues(field);
    out[at] = valueAt(field, place);
    if (place > 0) break;
  }
  return out;
}
