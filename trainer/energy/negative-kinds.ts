import type { EnergyConfig } from "../contract/config/energy.ts";

export type NegativeKind = keyof EnergyConfig["negatives"];

/** Metric names: energy/negative_noise and so on. */
export const NEGATIVE_METRICS: Record<NegativeKind, string> = {
  noise: "negative_noise",
  temporalShift: "negative_temporal_shift",
  amplitude: "negative_amplitude",
  gripperFlip: "negative_gripper_flip",
};

/** The explicit negatives that a config asks for, in the order of their columns. */
export function negativeKinds({ negatives }: Pick<EnergyConfig, "negatives">): NegativeKind[] {
  return (Object.keys(NEGATIVE_METRICS) as NegativeKind[]).filter((kind) => negatives[kind]);
}
