import { tf } from "../engine/tf.ts";
import { firstAndRest } from "./first-and-rest.ts";

const BINS = 256;

export type ActionAccuracy = { all: tf.Scalar; current: tf.Scalar; next: tf.Scalar };

/**
 * Share of predicted values whose 256-bin token equals the ground truth's: over the whole chunk, its first action, and
 * the actions after it. predicted and wanted f32[B,K,A], normalised → scalars in [0,1].
 */
export function actionAccuracy(predicted: tf.Tensor, wanted: tf.Tensor): ActionAccuracy {
  return accuracyOf(actionBins(predicted).equal(actionBins(wanted)).cast("float32"));
}

/** The same shares of values known to be right: hits f32[B,K,A], 1 or 0. */
export function accuracyOf(hits: tf.Tensor): ActionAccuracy {
  return { all: hits.mean(), ...firstAndRest(hits) };
}

/**
 * Number of edges of linspace(−1, 1, 256) that are not above each value clipped to [−1, 1]: int32 in 1 … 256. A value's
 * token id is the tokenizer's vocabulary size minus this. Exact: arithmetic guesses, a comparison with the edges decides.
 */
export function actionBins(values: tf.Tensor): tf.Tensor {
  const clipped = values.clipByValue(-1, 1);
  const guess = clipped
    .add(1)
    .mul((BINS - 1) / 2)
    .floor()
    .cast("int32");
  const edges = tf.tensor1d(edgesAsFloat32());
  const isBelow = clipped.less(edges.gather(guess)).cast("int32");
  const next = guess.add(tf.scalar(1, "int32"));
  const isAbove = clipped.greaterEqual(edges.gather(next)).cast("int32");
  return next.sub(isBelow).add(isAbove);
}

/** The smallest f32 that is not below each f64 edge, and one that no value reaches. */
function edgesAsFloat32(): Float32Array {
  const edges = Array.from({ length: BINS }, (_, i) => roundUp(i === BINS - 1 ? 1 : -1 + i * (2 / (BINS - 1))));
  return Float32Array.of(...edges, Number.POSITIVE_INFINITY);
}

function roundUp(edge: number): number {
  const nearest = Math.fround(edge);
  if (nearest >= edge) return nearest;
  const bits = new Int32Array(Float32Array.of(nearest).buffer);
  bits[0] = bits[0]! + (nearest > 0 ? 1 : -1);
  return new Float32Array(bits.buffer)[0]!;
}
