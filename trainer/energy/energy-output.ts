import type { EnergyOutput } from "../contract/info-nce-bounds.ts";
import type { tf } from "../engine/tf.ts";

type Rule = { pooled: boolean; map: (r: tf.Tensor) => tf.Tensor };

/**
 * How the head's number r becomes an energy (origin §6.2). The pooled ones average the steps before the head, the others
 * after it. scaledSigmoid: 2σ(r/2) + 0.1, the original's last choice. Ranges are in contract/info-nce-bounds.ts.
 */
const RULES: Record<EnergyOutput, Rule> = {
  scaledSigmoid: { pooled: false, map: scaledSigmoid },
  scaledSigmoidPooled: { pooled: true, map: scaledSigmoid },
  sigmoid: { pooled: false, map: sigmoid },
  sigmoidPooled: { pooled: true, map: sigmoid },
  softplus: { pooled: true, map: softplus },
  softplusTanh: { pooled: true, map: (r) => softplus(r.div(30).tanh().mul(30)) },
  unbounded: { pooled: true, map: (r) => r },
};

/** z f32[B,n,K,W], head …,W → …,1 → energies f32[B,n]. */
export function energyOfSteps(z: tf.Tensor, head: (x: tf.Tensor) => tf.Tensor, output: EnergyOutput): tf.Tensor2D {
  const { pooled, map } = RULES[output];
  const energy = pooled ? map(head(z.mean(2))) : map(head(z)).mean(2);
  return energy.squeeze([2]);
}

function scaledSigmoid(r: tf.Tensor): tf.Tensor {
  return r.mul(0.5).sigmoid().mul(2).add(0.1);
}

function sigmoid(r: tf.Tensor): tf.Tensor {
  return r.sigmoid().add(1e-6);
}

function softplus(r: tf.Tensor): tf.Tensor {
  return r.softplus().add(1e-6);
}
