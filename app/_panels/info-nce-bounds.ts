/** σ(x) scaled to (0.1, 2.1): two energies are never further apart than this. */
const ENERGY_RANGE = 2;

export type InfoNceBounds = { chance: number; floor: number };

/**
 * Where in-batch InfoNCE starts and how low it can get: ln B for a model that knows nothing, and
 * ln(1 + (B−1)·e^(−range/τ)) when every positive is at the bottom and every negative at the top of the range.
 */
export function infoNceBounds(batchSize: number, tau: number): InfoNceBounds | null {
  if (!(batchSize >= 2) || !(tau > 0)) return null;
  return { chance: Math.log(batchSize), floor: Math.log1p((batchSize - 1) * Math.exp(-ENERGY_RANGE / tau)) };
}
