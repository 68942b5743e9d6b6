// B batch · K chunk · A action dims · W width

import type { HeadConfig } from "../contract/config/head.ts";
import { tf } from "../engine/tf.ts";
import type { Inputs } from "../forward.ts";
import { chunkMetrics } from "../losses/chunk-metrics.ts";
import type { Model } from "../model.ts";
import { addNoise, ddimSteps } from "../models/ddim.ts";
import { predictNoise } from "../models/diffusion-head.ts";
import { encodeTime } from "../models/time-encoding.ts";
import { applyVla, type VlaBatch, type VlaOptions, type VlaOutput, type VlaParams } from "../models/vla.ts";
import { detached } from "../nn/detached.ts";
import type { Head } from "./head.ts";
import { visibleStates } from "./visible-states.ts";

export type DiffusionConfig = Extract<HeadConfig, { kind: "diffusion" }>;

/**
 * Denoising: mean square of the error in the noise is minimised (Ho et al., 2020, eq. 14). Chunks are sampled beforehand,
 * pass by pass, and come as `inputs.sampled`; the passes start from `inputs.startNoise`.
 */
export const diffusionHead: Head = {
  measure(model, inputs, options) {
    const wanted = inputs.actions as tf.Tensor3D;
    const noise = inputs.noise!;
    const timesteps = inputs.timesteps as tf.Tensor1D;
    const noisy = addNoise(wanted, noise, timesteps, diffusionConfig(model).diffusionTrainSteps);
    const loss = denoise(model, inputs, { noisy, timesteps, ...options })
      .noise.sub(noise)
      .square()
      .mean<tf.Scalar>();
    const actions = (inputs.sampled as tf.Tensor3D | undefined) ?? null;
    return {
      loss,
      metrics: { loss, ...(actions && chunkMetrics(actions, wanted)) },
      context: model.energy ? detached(() => startContext(model, inputs)) : null,
      actions,
    };
  },
  predict(model, inputs) {
    if (!inputs.sampled) throw new Error("expected a sampled chunk among the inputs, for denoising takes many passes");
    return { actions: inputs.sampled as tf.Tensor3D, context: startContext(model, inputs) };
  },
};

export function diffusionConfig({ head }: Model): DiffusionConfig {
  if (head.kind !== "diffusion") throw new Error(`expected a diffusion head, found ${head.kind}`);
  return head;
}

type Noisy = VlaOptions & {
  /** f32[B,K,A]. */
  noisy: tf.Tensor;
  /** int32[B]. */
  timesteps: tf.Tensor;
};

/** One pass: the noise f32[B,K,A] that the policy believes to be in a noisy chunk, and its states. */
export function denoise(
  { policy, dims }: Model,
  inputs: Inputs,
  { noisy, timesteps, ...options }: Noisy,
): VlaOutput & { noise: tf.Tensor3D } {
  const params = policy as VlaParams<"diffusion">;
  const rows = noisy.shape[0]!;
  const tokens = { actions: noisy.reshape([rows, -1]), time: encodeTime(timesteps, dims.llama.width) };
  const output = applyVla(params, { ...(inputs as unknown as VlaBatch), noisy: tokens }, dims, options);
  return { ...output, noise: predictNoise(params.action_head, output.actionsHidden, dims.chunk) };
}

/**
 * The states of the pass with which sampling starts. In every later pass, and in training, the policy sees a chunk that
 * resembles the answer: an energy model could read the answer from there instead of judging the chunk that it is given.
 */
function startContext(model: Model, inputs: Inputs): tf.Tensor3D {
  const { diffusionTrainSteps, diffusionInferenceSteps } = diffusionConfig(model);
  const [first] = ddimSteps(diffusionTrainSteps, diffusionInferenceSteps);
  const noisy = inputs.startNoise!;
  const timesteps = tf.fill([noisy.shape[0]!], first!.timestep, "int32");
  return visibleStates(denoise(model, inputs, { noisy, timesteps }).hidden, model);
}
