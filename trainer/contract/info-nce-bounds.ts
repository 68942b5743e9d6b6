import type { EnergyConfig } from "./config/energy.ts";

/** The output maps of the config, and two more that the original had for days. */
export type EnergyOutput = EnergyConfig["output"];

/** Largest possible difference of two energies, by output map. */
export const ENERGY_RANGE: Record<EnergyOutput, number> = {
  scaledSigmoid: 2,
  scaledSigmoidPooled: 2,
  sigmoid: 1,
  sigmoidPooled: 1,
  softplus: Number.POSITIVE_INFINITY,
  softplusTanh: 30,
  unbounded: Number.POSITIVE_INFINITY,
};

export type InfoNceBounds = { chance: number; floor: number };

type Contrast = Pick<EnergyConfig, "tau" | "negatives"> & { output: EnergyOutput; batchSize: number };

/**
 * Where InfoNCE starts and how low it can get. Each context meets N chunks: the batch's B and one for each explicit
 * negative. chance: ln N, a model that knows nothing. floor: ln(1 + (N − 1)·e^(−range/τ)), every matching pair at the
 * bottom of the range and every other at its top; 0 when the range has no bound. null without a negative.
 */
export function infoNceBounds({ batchSize, tau, output, negatives }: Contrast): InfoNceBounds | null {
  const chunks = batchSize + Object.values(negatives).filter(Boolean).length;
  if (!(chunks >= 2) || !(tau > 0)) return null;
  return { chance: Math.log(chunks), floor: Math.log1p((chunks - 1) * Math.exp(-ENERGY_RANGE[output] / tau)) };
}
