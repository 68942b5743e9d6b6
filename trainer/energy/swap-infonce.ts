import { tf } from "../engine/tf.ts";
import { crossEntropy } from "../nn/cross-entropy.ts";
import { type EnergyInputs, type EnergyOptions, type EnergyParams, pairEnergies } from "./energy-model.ts";

export type SwapInfoNce = {
  loss: tf.Scalar;
  /** Mean energy of the matching pairs, and of all others (0 when the batch has one row). */
  positive: tf.Scalar;
  negative: tf.Scalar;
  /** f32[B,B], context i with chunk j. */
  energies: tf.Tensor2D;
};

/**
 * In-batch swap InfoNCE: each context must find its own chunk among the batch's. With logits −E/τ the loss is the
 * cross-entropy of each row i with target i; negatives are the other rows' chunks.
 */
export function swapInfoNce(
  params: EnergyParams,
  inputs: EnergyInputs,
  { tau, ...options }: EnergyOptions & { tau: number },
): SwapInfoNce {
  const energies = pairEnergies(params, inputs, options);
  const [batch] = energies.shape;
  const matching = tf.eye(batch);
  const loss = crossEntropy(energies.mul(-1 / tau), tf.range(0, batch, 1, "int32")) as tf.Scalar;
  const positive = energies.mul(matching).sum().div<tf.Scalar>(batch);
  const swapped = energies.mul(tf.sub(1, matching)).sum();
  return { loss, positive, negative: swapped.div<tf.Scalar>(Math.max(1, batch * (batch - 1))), energies };
}
