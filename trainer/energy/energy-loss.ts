import type { TrainConfig } from "../contract/config.ts";
import { gripperDims } from "../contract/gripper-dims.ts";
import type { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { type Corruptions, corruptChunks } from "./corrupt-chunks.ts";
import type { EnergyParams } from "./energy-model.ts";
import { NEGATIVE_METRICS, negativeKinds } from "./negative-kinds.ts";
import { type SwapInfoNce, swapInfoNce } from "./swap-infonce.ts";

/** What of a Model the energy needs. */
export type EnergySide = {
  energy: EnergyParams | null;
  /** Hidden states that the energy model can see in any row. */
  contextLength: number;
  dims: { chunk: number; actionDim: number };
};

export type EnergyLoss = {
  /** What is minimised: InfoNCE and, when it is on, l2 · mean E². */
  objective: tf.Scalar;
  /** By their names without a section: loss, positive, negative, gap, negative_noise …, l2. */
  metrics: Record<string, tf.Tensor>;
};

/**
 * Contrast of the batch's ground-truth chunks. context f32[B,C,W]: the policy's hidden states, through which no gradient
 * must flow. With inputs.keep it is training, without it evaluation.
 */
export function energyLoss(model: EnergySide, config: TrainConfig, inputs: Inputs, context: tf.Tensor3D): EnergyLoss {
  const { energy } = config;
  const [batch] = context.shape;
  const actions = inputs.actions as tf.Tensor3D;
  const contextMask = inputs.contextMask!.slice([0, 0], [batch, model.contextLength]) as tf.Tensor2D;
  const keep = inputs.keep as tf.Tensor3D | undefined;
  const kinds = negativeKinds(energy);
  const negatives =
    kinds.length > 0
      ? corruptChunks(actions, inputs as Corruptions, { kinds, grippers: gripperDims(config.data.platform) })
      : undefined;
  const contrast = swapInfoNce(model.energy!, { context, contextMask, actions, keep, negatives }, energy);
  const { loss, positive, negative } = contrast;
  const metrics = { loss, positive, negative, gap: negative.sub(positive), ...explicitMetrics(contrast, config) };
  if (energy.l2 === 0) return { objective: loss, metrics };
  const l2 = meanSquare(contrast).mul<tf.Scalar>(energy.l2);
  return { objective: loss.add(l2), metrics: { ...metrics, l2 } };
}

/** Mean energy of each kind of explicit negative, over the rows where it changed something (0 when there is none). */
function explicitMetrics({ explicit }: SwapInfoNce, { energy }: TrainConfig): Record<string, tf.Tensor> {
  if (!explicit) return {};
  const means = explicit.energies.mul(explicit.counts).sum(0).div(explicit.counts.sum(0).maximum(1));
  return Object.fromEntries(
    negativeKinds(energy).map((kind, i) => [NEGATIVE_METRICS[kind], means.slice([i], [1]).squeeze()]),
  );
}

/** Over all energies of the batch, swapped pairs and explicit negatives too → f32[]. */
function meanSquare({ energies, explicit }: SwapInfoNce): tf.Tensor {
  const squares = energies.square().sum();
  if (!explicit) return squares.div(energies.size);
  return squares.add(explicit.energies.square().sum()).div(energies.size + explicit.energies.size);
}
