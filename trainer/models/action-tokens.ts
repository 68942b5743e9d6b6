// B batch · S text tokens · N action slots · V vocabulary
import { BIN_CENTERS } from "../data/action-tokenizer.ts";
import { tf } from "../engine/tf.ts";

/** What the bins stand for that ids name: ids int32[…] → f32[…]. Ids outside the action tokens take the nearest end. */
export function decodeActionTokens(ids: tf.Tensor, vocabBase: number): tf.Tensor {
  const bins = tf.scalar(vocabBase - 1, "int32").sub(ids);
  const last = tf.scalar(BIN_CENTERS.length - 1, "int32");
  const inRange = bins.maximum(tf.scalar(0, "int32")).minimum(last);
  return tf.gather(tf.tensor1d(Float32Array.from(BIN_CENTERS)), inRange as tf.Tensor1D);
}

/** Text positions of what a token policy says: the actions and the stop token after them. slots int32[B,N] → int32[B,N+1]. */
export function spokenPositions(slots: tf.Tensor2D): tf.Tensor2D {
  const [rows, count] = slots.shape;
  const stop = slots.slice([0, count - 1], [rows, 1]).add<tf.Tensor2D>(tf.scalar(1, "int32"));
  return tf.concat([slots, stop], 1);
}

/** The ids at these positions of each row: inputIds int32[B,S], positions int32[B,M] → int32[B,M]. */
export function idsAt(inputIds: tf.Tensor2D, positions: tf.Tensor2D): tf.Tensor2D {
  const [rows, length] = inputIds.shape;
  const starts = tf.range(0, rows, 1, "int32").mul(tf.scalar(length, "int32")).expandDims(1);
  return tf.gather<tf.Tensor>(inputIds.flatten(), positions.add<tf.Tensor2D>(starts)) as tf.Tensor2D;
}
