export type Schedule = { learningRate: number; lrWarmupSteps: number; stepsBeforeDecay: number };

/**
 * Learning rate of the update that comes after `step` updates: linear from 10 % to 100 % over the warm-up, divided by
 * ten from update `stepsBeforeDecay` + 1 on. Both hold at once (in the original the warm-up cancels the decay).
 */
export function learningRateAt(step: number, { learningRate, lrWarmupSteps, stepsBeforeDecay }: Schedule): number {
  const warm = lrWarmupSteps > 0 ? 0.1 + 0.9 * Math.min((step + 1) / lrWarmupSteps, 1) : 1;
  return learningRate * warm * (step >= stepsBeforeDecay ? 0.1 : 1);
}
