import { tf } from "../engine/tf.ts";
import { differentiable } from "./differentiable.ts";

/**
 * Mean softmax cross-entropy over the rows that count. logits f32[N,V], labels int32[N] in [0,V),
 * counts f32[N] (1 = the row counts, 0 = it is ignored; its label is then arbitrary) → f32[].
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D, counts?: tf.Tensor1D): tf.Tensor {
  const [rows, width] = logits.shape;
  return differentiable(
    [logits],
    (save) => {
      const weights = counts ? counts.div(counts.sum()) : tf.fill([rows], 1 / rows);
      const target = tf.oneHot(labels, width).cast("float32");
      const logProbabilities = tf.logSoftmax(logits);
      const losses = logProbabilities.mul(target).sum(1).neg();
      save([logProbabilities, target, weights]);
      return losses.mul(weights).sum();
    },
    (dy, [logProbabilities, target, weights]) => [
      () => logProbabilities!.exp().sub(target!).mul(weights!.expandDims(1)).mul(dy),
    ],
  );
}
