// B rows · n negatives a row · K steps of a chunk · A action dims

import type { Gripper } from "../contract/gripper-dims.ts";
import { tf } from "../engine/tf.ts";
import type { NegativeKind } from "./negative-kinds.ts";

/** Inputs that `drawCorruptions` makes; those of kinds that are off may be absent. */
export type Corruptions = {
  /** f32[B,K,A], added to the chunk. */
  negativeNoise?: tf.Tensor;
  /** int32[B·K], for each step of the batch which step takes its place. */
  negativeSource?: tf.Tensor;
  /** f32[B,1,A], multiplies the chunk. */
  negativeGain?: tf.Tensor;
};

/** Each row's own chunk, spoilt in each way asked for. actions f32[B,K,A], normalised → f32[B,n,K,A]. */
export function corruptChunks(
  actions: tf.Tensor3D,
  drawn: Corruptions,
  { kinds, grippers }: { kinds: readonly NegativeKind[]; grippers: readonly Gripper[] },
): tf.Tensor4D {
  const spoil: Record<NegativeKind, () => tf.Tensor> = {
    noise: () => actions.add(drawn.negativeNoise!),
    temporalShift: () => rearrange(actions, drawn.negativeSource as tf.Tensor1D),
    amplitude: () => actions.mul(drawn.negativeGain!),
    gripperFlip: () => flip(actions, grippers),
  };
  return tf.stack(
    kinds.map((kind) => spoil[kind]()),
    1,
  ) as tf.Tensor4D;
}

function rearrange(actions: tf.Tensor3D, source: tf.Tensor1D): tf.Tensor {
  const [batch, steps, dims] = actions.shape;
  return actions
    .reshape([batch * steps, dims])
    .gather(source)
    .reshape([batch, steps, dims]);
}

/** What was low is high and the other way round: g ↦ low + high − g; other numbers stay. */
function flip(actions: tf.Tensor3D, grippers: readonly Gripper[]): tf.Tensor {
  const dims = actions.shape[2];
  const [sign, offset] = [new Float32Array(dims).fill(1), new Float32Array(dims)];
  for (const { dim, low, high } of grippers) {
    sign[dim] = -1;
    offset[dim] = low + high;
  }
  return actions.mul(tf.tensor1d(sign)).add(tf.tensor1d(offset));
}
