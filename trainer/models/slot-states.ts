// B batch · S text tokens · L all tokens · N action slots · W width
import { tf } from "../engine/tf.ts";
import { gatherRows } from "../nn/embedding.ts";

/** The states from which what stands at these text positions is read, one before each. positions int32[B,M] → f32[B,M,W]. */
export function statesBefore(hidden: tf.Tensor3D, positions: tf.Tensor2D, numPatches: number): tf.Tensor3D {
  const [batch, length, width] = hidden.shape;
  const rowStarts = tf.range(0, batch, 1, "int32").mul(tf.scalar(length, "int32")).expandDims(1);
  const before = positions.add(tf.scalar(numPatches - 1, "int32")).add(rowStarts);
  return gatherRows(hidden.reshape([batch * length, width]), before) as tf.Tensor3D;
}

/** Tokens f32[B,N,W] put where the slots are, in their order, zeros elsewhere → f32[B,S,W]. */
export function atSlots(tokens: tf.Tensor, actionMask: tf.Tensor2D): tf.Tensor {
  const [batch = 0, slots = 0, width = 0] = tokens.shape;
  const rowStarts = tf.range(0, batch, 1, "int32").mul(tf.scalar(slots, "int32")).expandDims(1);
  const mask = actionMask.cast("int32");
  // Row 0 of the table is the zero token, the others count from 1.
  const rows = mask.cumsum(1).add(rowStarts).mul(mask);
  return gatherRows(tf.concat([tf.zeros([1, width]), tokens.reshape([batch * slots, width])], 0), rows);
}
