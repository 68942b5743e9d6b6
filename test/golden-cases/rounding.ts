import { tf } from "#trainer/engine/tf.ts";
import { createRng, type Rng } from "#trainer/rng.ts";
import { flatten, type Params } from "#trainer/tree.ts";
import type { HostFloats } from "#trainer/tree-assign.ts";

/** What can be computed once more with other weights: tensors by name. */
export type Again = { params: object; run: () => ReadonlyMap<string, tf.Tensor> };

const DRAWS = 4;
/** A computation rounds at every operation, not at its weights alone. */
const SHARE = 2;
const ULP = 2 ** -23;

/**
 * How far float32 leaves each result undetermined: the largest change of any of its numbers when every weight is moved
 * by less than one rounding, four times over, and this twice. Weights are as they were afterwards.
 */
export function measureRounding({ params, run }: Again): Map<string, number> {
  const leaves = [...flatten(params as Params).values()];
  const before = leaves.map((leaf) => leaf.dataSync().slice() as Float32Array);
  const plain = read(run);
  const moved = (draw: number) => {
    const rng = createRng(`rounding ${draw}`);
    for (const [i, leaf] of leaves.entries()) assign(leaf, nudge(before[i]!, rng));
    return read(run);
  };
  const changes = spread(plain, moved);
  for (const [i, leaf] of leaves.entries()) assign(leaf, before[i]!);
  return new Map([...changes].map(([name, numbers]) => [name, numbers.reduce((a, b) => Math.max(a, b), 0)]));
}

/** The same number by number, for what computes itself anew: `again` is told which draw it is. */
export function spread(plain: Results, again: (draw: number) => Results, share = SHARE): Map<string, number[]> {
  const changes = new Map([...plain].map(([name, numbers]) => [name, Array.from(numbers, () => 0)]));
  for (let draw = 0; draw < DRAWS; draw++) {
    for (const [name, moved] of again(draw)) {
      const [found, before] = [changes.get(name), plain.get(name)];
      if (!found || !before) continue;
      for (const i of found.keys()) found[i] = Math.max(found[i]!, share * Math.abs(moved[i]! - before[i]!));
    }
  }
  return changes;
}

/** Weights moved by less than one rounding each. */
export function jitter(weights: ReadonlyMap<string, HostFloats>, rng: Rng): Map<string, HostFloats> {
  return new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: nudge(data, rng) }]));
}

type Results = ReadonlyMap<string, ArrayLike<number>>;

function nudge(data: Float32Array, rng: Rng): Float32Array {
  return data.map((x) => x * (1 + ULP * (2 * rng.uniform() - 1)));
}

function read(run: Again["run"]): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  tf.tidy(() => {
    for (const [name, tensor] of run()) found.set(name, Float32Array.from(tensor.dataSync()));
  });
  return found;
}

function assign(leaf: tf.Variable, data: Float32Array): void {
  tf.tidy(() => leaf.assign(tf.tensor(data, leaf.shape)));
}
