import type { tf } from "../engine/tf.ts";

/**
 * How the head's number r becomes an energy. The pooled ones average the steps before the head, the others after it.
 * scaledSigmoid: 2σ(r/2) + 0.1, the original's last choice · sigmoid: σ(r) + 1e-6 · softplus: log(1 + eʳ) + 1e-6.
 */
export type EnergyOutput = "scaledSigmoid" | "scaledSigmoidPooled" | "sigmoid" | "softplus" | "unbounded";

type Rule = { pooled: boolean; map: (r: tf.Tensor) => tf.Tensor; range: number };

const RULES: Record<EnergyOutput, Rule> = {
  scaledSigmoid: { pooled: false, map: scaledSigmoid, range: 2 },
  scaledSigmoidPooled: { pooled: true, map: scaledSigmoid, range: 2 },
  sigmoid: { pooled: false, map: (r) => r.sigmoid().add(1e-6), range: 1 },
  softplus: { pooled: true, map: (r) => r.softplus().add(1e-6), range: Number.POSITIVE_INFINITY },
  unbounded: { pooled: true, map: (r) => r, range: Number.POSITIVE_INFINITY },
};

/** z f32[B,n,K,W], head …,W → …,1 → energies f32[B,n]. */
export function energyOfSteps(z: tf.Tensor, head: (x: tf.Tensor) => tf.Tensor, output: EnergyOutput): tf.Tensor2D {
  const { pooled, map } = RULES[output];
  const energy = pooled ? map(head(z.mean(2))) : map(head(z)).mean(2);
  return energy.squeeze([2]);
}

/** Largest possible difference of two energies. */
export function energyRange(output: EnergyOutput): number {
  return RULES[output].range;
}

function scaledSigmoid(r: tf.Tensor): tf.Tensor {
  return r.mul(0.5).sigmoid().mul(2).add(0.1);
}
