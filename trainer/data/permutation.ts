import type { Rng } from "../rng.ts";

/** The numbers 0 … count−1 in random order (Fisher and Yates). */
export function permutation(rng: Rng, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
