// B batch · S text tokens · P inserted tokens (patches, proprio, time) · L = S + P · N = K·A action slots · W width
import { tf } from "../engine/tf.ts";
import { embedding } from "../nn/embedding.ts";
import type { Rng } from "../rng.ts";
import type { FilmMean, InitOptions, VlaDims } from "./dims.ts";
import { type HeadKind, type HeadModules, initHeads } from "./init-heads.ts";
import { languageMean } from "./language-mean.ts";
import { applyLlama, initLlama, type LlamaParams } from "./llama.ts";
import { applyNoisyActionProjector, type NoisyActionProjectorParams } from "./noisy-action-projector.ts";
import { applyProjector, initProjector, type ProjectorParams } from "./projector.ts";
import { applyProprioProjector, type ProprioProjectorParams } from "./proprio-projector.ts";
import { atSlots, statesBefore } from "./slot-states.ts";
import { visionWidth } from "./towers.ts";
import { applyVisionBackbone, initVisionBackbone, type VisionBackboneParams } from "./vision-backbone.ts";

/** What an OpenVLA folder holds; with FiLM the backbone has more. */
export type BaseParams = {
  vision_backbone: VisionBackboneParams;
  projector: ProjectorParams;
  language_model: LlamaParams;
};

/** What the policy's states are computed with. */
export type BodyParams = BaseParams & {
  proprio_projector?: ProprioProjectorParams;
  noisy_action_projector?: NoisyActionProjectorParams;
};

/** A whole policy with a head of this kind. */
export type VlaParams<K extends HeadKind = "l1"> = BaseParams & HeadModules<K>;

/** One batch on the device, right-padded. Text positions are those of the ids, before anything is inserted. */
export type VlaBatch = {
  /** f32[B,C·n,h,w]: three channels for each tower of each picture, in the tower's normalisation. */
  pixels: tf.Tensor4D;
  /** int32[B,S]: BOS, prompt, N action placeholders, stop token, padding. */
  inputIds: tf.Tensor2D;
  /** f32[B,S], 1 = real token; absent when no row is padded. */
  attentionMask?: tf.Tensor2D | undefined;
  /** f32[B,S], 1 = action placeholder. */
  actionMask: tf.Tensor2D;
  /** int32[B,N]: text position of each action placeholder, in the order of the chunk. */
  actionSlots: tf.Tensor2D;
  /** f32[B,p], normalised. */
  proprio?: tf.Tensor2D | undefined;
  /** For a denoising head: actions f32[B,N] that enter at the placeholders, and f32[B,W], the token of how noisy they are. */
  noisy?: { actions: tf.Tensor; time: tf.Tensor2D } | undefined;
};

export type VlaOutput = {
  /** The Llama's hidden states; the last one, f32[B,L,W], is after the final norm. */
  hiddenStates: tf.Tensor[];
  hidden: tf.Tensor3D;
  /** f32[B,N,W]: for each action value the state of the position before its placeholder. */
  actionsHidden: tf.Tensor3D;
  /** P, inserted between BOS and the rest of the text. */
  numPatches: number;
};

export type VlaOptions = {
  /** Compute vision blocks and Llama layers again in the backward pass instead of keeping what they computed. */
  gradientCheckpointing?: boolean | undefined;
  /** What `observe` returned for this batch, when it is known already. */
  observed?: tf.Tensor | undefined;
};

/**
 * The policy without its head: [BOS] ‖ patches ‖ proprio ‖ time ‖ text[1:], action placeholders entering as zeros, or
 * as the noisy actions' tokens.
 */
export function applyVla(params: BodyParams, batch: VlaBatch, dims: VlaDims, options: VlaOptions = {}): VlaOutput {
  const observed = options.observed ?? observe(params, batch, dims, options);
  const inserted = batch.noisy ? tf.concat([observed, batch.noisy.time.expandDims(1)], 1) : observed;
  const numPatches = inserted.shape[1]!;
  const attentionMask = batch.attentionMask && insertOnes(batch.attentionMask, numPatches);
  const embeddings = insertAfterFirst(textEmbeddings(params, batch), inserted);
  const hiddenStates = applyLlama(params.language_model, embeddings, dims.llama, { attentionMask, ...options });
  const hidden = hiddenStates.at(-1) as tf.Tensor3D;
  return { hiddenStates, hidden, actionsHidden: statesBefore(hidden, batch.actionSlots, numPatches), numPatches };
}

/** Every parameter of the policy and its head, drawn from scratch. */
export function initVla<K extends HeadKind = "l1">(rng: Rng, dims: VlaDims, init: InitOptions, head?: K): VlaParams<K> {
  const { width } = dims.llama;
  return {
    vision_backbone: initVisionBackbone(rng.fork("vision"), dims, init),
    projector: initProjector(rng.fork("projector"), visionWidth(dims), width, dims.towers === "dinosiglip"),
    language_model: initLlama(rng.fork("llama"), dims.llama, init),
    ...initHeads(rng, dims, init, head),
  };
}

/** The tokens of what the robot sees and feels, patches and proprio, which no action influences: f32[B,P,W]. */
export function observe(params: BodyParams, batch: VlaBatch, dims: VlaDims, options: VlaOptions = {}): tf.Tensor {
  const { pixels, proprio } = batch;
  const language = dims.film ? instructionMean(params, batch, dims.film) : undefined;
  const features = applyVisionBackbone(params.vision_backbone, pixels, dims, { language, ...options });
  const patches = applyProjector(params.projector, features);
  if (!params.proprio_projector) return patches;
  if (!proprio) throw new Error("expected proprio in the batch, because the policy has a proprio projector");
  return tf.concat([patches, applyProprioProjector(params.proprio_projector, proprio).expandDims(1)], 1);
}

function textEmbeddings(params: BodyParams, batch: VlaBatch): tf.Tensor {
  const { inputIds, actionMask, noisy } = batch;
  const table = params.language_model.model.embed_tokens.weight;
  const text = embedding(table, inputIds).mul(tf.sub(1, actionMask).expandDims(2));
  if (!noisy) return text;
  if (!params.noisy_action_projector)
    throw new Error("expected a noisy action projector, because the batch has noisy actions");
  return text.add(atSlots(applyNoisyActionProjector(params.noisy_action_projector, noisy.actions), actionMask));
}

function instructionMean({ language_model }: BodyParams, batch: VlaBatch, mean: FilmMean): tf.Tensor {
  return languageMean(embedding(language_model.model.embed_tokens.weight, batch.inputIds), batch, mean);
}

function insertAfterFirst(text: tf.Tensor, inserted: tf.Tensor): tf.Tensor {
  const [bos, rest] = tf.split(text, [1, text.shape[1]! - 1], 1);
  return tf.concat([bos!, inserted, rest!], 1);
}

function insertOnes(mask: tf.Tensor2D, count: number): tf.Tensor {
  return tf.concat([tf.ones([mask.shape[0], count]), mask], 1);
}
