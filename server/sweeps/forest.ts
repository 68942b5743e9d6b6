import { seededRandom } from "./random.ts";

export type Forest = {
  /** How much variance the splits at each column took away, over all trees. */
  decrease: number[];
  /** 1 - error / variance over the runs that a tree did not see; at most 1, and at least 0. */
  explained: number;
};

const TREES = 128;
/** A node of fewer runs is not split: a split of two runs is chance. */
const LEAST_TO_SPLIT = 4;

/**
 * A forest of bagged trees for regression: every tree is grown from runs drawn with replacement, and each node takes the
 * best split of all columns. Drawing columns too, as forests for many columns do, would give a share of what one field
 * decides to fields that decide nothing: sweeps have few, and these are not correlated. columns[column][run], target[run].
 */
export function growForest(columns: number[][], target: number[], { seed }: { seed: number }): Forest {
  const random = seededRandom(seed);
  const count = target.length;
  const decrease = new Array<number>(columns.length).fill(0);
  const sums = new Array<number>(count).fill(0);
  const votes = new Array<number>(count).fill(0);
  for (let tree = 0; tree < TREES; tree++) {
    const bag = Array.from({ length: count }, () => Math.floor(random() * count));
    const seen = new Set(bag);
    const predict = growTree({ columns, target, decrease }, bag);
    for (let run = 0; run < count; run++)
      if (!seen.has(run)) {
        sums[run] = sums[run]! + predict(run);
        votes[run] = votes[run]! + 1;
      }
  }
  return { decrease, explained: explainedShare(target, sums, votes) };
}

type Growing = { columns: number[][]; target: number[]; decrease: number[] };
type Predict = (run: number) => number;

function growTree(growing: Growing, runs: number[]): Predict {
  const { columns, target, decrease } = growing;
  const mean = runs.reduce((sum, run) => sum + target[run]!, 0) / runs.length;
  const split = runs.length < LEAST_TO_SPLIT ? null : findSplit(growing, runs);
  if (!split) return () => mean;
  const { column, limit, gain } = split;
  const values = columns[column]!;
  decrease[column] = decrease[column]! + gain;
  const low = growTree(
    growing,
    runs.filter((run) => values[run]! <= limit),
  );
  const high = growTree(
    growing,
    runs.filter((run) => values[run]! > limit),
  );
  return (run) => (values[run]! <= limit ? low(run) : high(run));
}

type Split = { column: number; limit: number; gain: number };

/** The split that takes away the most squared error; null where none takes any. */
function findSplit({ columns, target }: Growing, runs: number[]): Split | null {
  const total = runs.reduce((sum, run) => sum + target[run]!, 0);
  let best: Split | null = null;
  for (const [column, values] of columns.entries()) {
    const order = [...runs].sort((a, b) => values[a]! - values[b]!);
    let left = 0;
    for (let i = 1; i < order.length; i++) {
      left += target[order[i - 1]!]!;
      const [below, above] = [values[order[i - 1]!]!, values[order[i]!]!];
      if (below === above) continue;
      const right = total - left;
      const gain = (left * left) / i + (right * right) / (order.length - i) - (total * total) / order.length;
      if (gain > 1e-9 && (!best || gain > best.gain)) best = { column, limit: below, gain };
    }
  }
  return best;
}

function explainedShare(target: number[], sums: number[], votes: number[]): number {
  const asked = target.map((_, run) => run).filter((run) => votes[run]! > 0);
  const mean = asked.reduce((sum, run) => sum + target[run]!, 0) / asked.length;
  let [error, variance] = [0, 0];
  for (const run of asked) {
    error += (target[run]! - sums[run]! / votes[run]!) ** 2;
    variance += (target[run]! - mean) ** 2;
  }
  return variance > 0 ? Math.max(0, 1 - error / variance) : 0;
}
