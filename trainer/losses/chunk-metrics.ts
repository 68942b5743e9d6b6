import type { tf } from "../engine/tf.ts";
import { type ActionAccuracy, actionAccuracy } from "./action-accuracy.ts";
import { l1Losses } from "./l1.ts";

/**
 * How near predicted chunks are to the wanted ones, under names without a section. predicted and wanted f32[B,K,A],
 * normalised. A chunk of one action has no later ones.
 */
export function chunkMetrics(
  predicted: tf.Tensor3D,
  wanted: tf.Tensor3D,
  accuracy: ActionAccuracy = actionAccuracy(predicted, wanted),
): Record<string, tf.Tensor> {
  const l1 = l1Losses(predicted, wanted);
  const hasLater = wanted.shape[1] > 1;
  return {
    l1_loss: l1.loss,
    current_l1_loss: l1.current,
    ...(hasLater && { next_l1_loss: l1.next }),
    action_accuracy: accuracy.all,
    current_action_accuracy: accuracy.current,
    ...(hasLater && { next_action_accuracy: accuracy.next }),
  };
}
