// B batch · S text tokens · E width of the language model
import { tf } from "../engine/tf.ts";
import type { FilmMean } from "./dims.ts";

/**
 * Mean of the text's embeddings, which FiLM modulates the vision towers by: f32[B,S,E] → f32[B,E]. Action placeholders
 * are left out; padding too with "unpadded", so that a row's mean is its own. The original counts padding (origin §5.9).
 */
export function languageMean(
  embeddings: tf.Tensor,
  { actionMask, attentionMask }: { actionMask: tf.Tensor; attentionMask?: tf.Tensor | undefined },
  mean: FilmMean,
): tf.Tensor {
  const isText = tf.sub(1, actionMask);
  const counts = mean === "unpadded" && attentionMask ? isText.mul(attentionMask) : isText;
  return embeddings.mul(counts.expandDims(2)).sum(1).div(counts.sum(1, true));
}
