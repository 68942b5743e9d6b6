/**
 * Smallest InfoNCE loss that bounded energies can reach: ln(1 + (B − 1)·e^(−range/τ)), every matching pair at the
 * bottom of the range and every other at its top. 0 when the range is not bounded.
 */
export function infoNceFloor({ batch, range, tau }: { batch: number; range: number; tau: number }): number {
  return Math.log1p((batch - 1) * Math.exp(-range / tau));
}
