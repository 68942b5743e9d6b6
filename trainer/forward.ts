import type { tf } from "./engine/tf.ts";
import { diffusionHead } from "./heads/diffusion.ts";
import type { Head, Measured, Prediction } from "./heads/head.ts";
import { l1Head } from "./heads/l1.ts";
import { tokenHead } from "./heads/token.ts";
import type { Model } from "./model.ts";
import type { HeadKind } from "./models/init-heads.ts";
import type { VlaOptions } from "./models/vla.ts";

/** A step's inputs as `batchFeeds`, `headFeeds` and, for a denoising head, the sampler make them, on the device. */
export type Inputs = Record<string, tf.Tensor>;

/** Loss and metrics of a batch under the policy as it is, and the states for the energy model. */
export function measure(model: Model, inputs: Inputs, options: VlaOptions = {}): Measured {
  return HEADS[model.head.kind].measure(model, inputs, options);
}

/** The policy's chunks for a batch, and the states for the energy model. */
export function predict(model: Model, inputs: Inputs): Prediction {
  return HEADS[model.head.kind].predict(model, inputs);
}

const HEADS: Record<HeadKind, Head> = { l1: l1Head, diffusion: diffusionHead, token: tokenHead };
