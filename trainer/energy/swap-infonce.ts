// B rows · n explicit negatives a row · K steps · A action dims
import { tf } from "../engine/tf.ts";
import { crossEntropy } from "../nn/cross-entropy.ts";
import {
  chunkEnergies,
  type EnergyInputs,
  type EnergyOptions,
  type EnergyParams,
  encodeChunks,
  energies,
  mapContext,
} from "./energy-model.ts";

/** negatives f32[B,n,K,A]: chunks that only their own row's context meets, beside the other rows' chunks. */
export type ContrastInputs = EnergyInputs & { negatives?: tf.Tensor4D | undefined };

export type SwapInfoNce = {
  loss: tf.Scalar;
  /** Mean energy of the matching pairs, and of all swapped pairs (0 when the batch has one row). */
  positive: tf.Scalar;
  negative: tf.Scalar;
  /** f32[B,B], context i with chunk j. */
  energies: tf.Tensor2D;
  /** Energies f32[B,n] of the explicit negatives; counts f32[B,n] is 0 where one equals the row's own chunk. */
  explicit: { energies: tf.Tensor2D; counts: tf.Tensor2D } | null;
};

/**
 * In-batch swap InfoNCE: each context must find its own chunk among the batch's and its explicit negatives. With logits
 * −E/τ the loss is the cross-entropy of each row i with target i (origin §6.4). Contexts and chunks are mapped once each:
 * B contexts, not B². A negative that changed nothing is no negative and is left out of its row.
 */
export function swapInfoNce(
  params: EnergyParams,
  inputs: ContrastInputs,
  { tau, ...rest }: EnergyOptions & { tau: number },
): SwapInfoNce {
  const [batch, steps] = inputs.actions.shape;
  const queries = encodeChunks(params, inputs);
  const mapped = mapContext(params, inputs);
  const pairs = energies(params, queries.reshape([1, batch * steps, queries.shape[2]!]), mapped, { ...rest, steps });
  const explicit = inputs.negatives
    ? {
        energies: chunkEnergies(params, { chunks: inputs.negatives, keep: inputs.keep, mapped }, rest),
        counts: differs(inputs.negatives, inputs.actions),
      }
    : null;
  const logits = pairs.mul<tf.Tensor2D>(-1 / tau);
  const all = explicit ? tf.concat([logits, explicitLogits(explicit, tau)], 1) : logits;
  const loss = rowCrossEntropy(all as tf.Tensor2D);
  const matching = tf.eye(batch);
  const positive = pairs.mul(matching).sum().div<tf.Scalar>(batch);
  const swapped = pairs.mul(tf.sub(1, matching)).sum();
  const negative = swapped.div<tf.Scalar>(Math.max(1, batch * (batch - 1)));
  return { loss, positive, negative, energies: pairs, explicit };
}

/** Target i in row i; 0, and without a slope, where there is nothing to choose between. */
function rowCrossEntropy(logits: tf.Tensor2D): tf.Scalar {
  const [rows, choices] = logits.shape;
  if (choices === 1) return logits.mul(0).sum() as tf.Scalar;
  return crossEntropy(logits, tf.range(0, rows, 1, "int32")) as tf.Scalar;
}

/** Small enough for the softmax to give exactly 0. */
const NO_LOGIT = -1e9;

function explicitLogits({ energies: values, counts }: NonNullable<SwapInfoNce["explicit"]>, tau: number): tf.Tensor {
  return values.mul(-1 / tau).add(tf.sub(1, counts).mul(NO_LOGIT));
}

function differs(negatives: tf.Tensor4D, actions: tf.Tensor3D): tf.Tensor2D {
  return tf.step(negatives.sub(actions.expandDims(1)).abs().max([2, 3])) as tf.Tensor2D;
}
