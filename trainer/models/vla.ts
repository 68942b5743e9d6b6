// B batch · S text tokens · P inserted tokens (patches, proprio) · L = S + P · N = K·A action slots · W width
import { tf } from "../engine/tf.ts";
import { embedding, gatherRows } from "../nn/embedding.ts";
import type { Rng } from "../rng.ts";
import type { FilmMean, InitOptions, VlaDims } from "./dims.ts";
import { initL1Head, type L1HeadParams } from "./l1-head.ts";
import { languageMean } from "./language-mean.ts";
import { applyLlama, initLlama, type LlamaParams } from "./llama.ts";
import { applyProjector, initProjector, type ProjectorParams } from "./projector.ts";
import { applyProprioProjector, initProprioProjector, type ProprioProjectorParams } from "./proprio-projector.ts";
import { visionWidth } from "./towers.ts";
import { applyVisionBackbone, initVisionBackbone, type VisionBackboneParams } from "./vision-backbone.ts";

/** What an OpenVLA folder holds; with FiLM the backbone has more. */
export type BaseParams = {
  vision_backbone: VisionBackboneParams;
  projector: ProjectorParams;
  language_model: LlamaParams;
};

export type HeadParams = { action_head: L1HeadParams; proprio_projector?: ProprioProjectorParams };

export type VlaParams = BaseParams & HeadParams;

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
};

/** The policy without its head: [BOS] ‖ patches ‖ proprio ‖ text[1:], action placeholders entering as zeros. */
export function applyVla(params: VlaParams, batch: VlaBatch, dims: VlaDims, options: VlaOptions = {}): VlaOutput {
  const inserted = insertedTokens(params, batch, dims, options);
  const numPatches = inserted.shape[1]!;
  const attentionMask = batch.attentionMask && insertOnes(batch.attentionMask, numPatches);
  const embeddings = insertAfterFirst(textEmbeddings(params, batch), inserted);
  const hiddenStates = applyLlama(params.language_model, embeddings, dims.llama, { attentionMask, ...options });
  const hidden = hiddenStates.at(-1) as tf.Tensor3D;
  return { hiddenStates, hidden, actionsHidden: readActionStates(hidden, batch.actionSlots, numPatches), numPatches };
}

/** Every parameter of the policy and its L1 head, drawn from scratch. */
export function initVla(rng: Rng, dims: VlaDims, init: InitOptions): VlaParams {
  const { width } = dims.llama;
  return {
    vision_backbone: initVisionBackbone(rng.fork("vision"), dims, init),
    projector: initProjector(rng.fork("projector"), visionWidth(dims), width, dims.towers === "dinosiglip"),
    language_model: initLlama(rng.fork("llama"), dims.llama, init),
    ...initHeads(rng, dims, init),
  };
}

/** The parts that a base model does not bring along: what reads its states, and the token of the robot's own. */
export function initHeads(rng: Rng, dims: VlaDims, init: InitOptions): HeadParams {
  return {
    action_head: initL1Head(rng.fork("head"), dims, init),
    ...(dims.proprioDim !== null && {
      proprio_projector: initProprioProjector(rng.fork("proprio"), dims.proprioDim, dims.llama.width),
    }),
  };
}

function insertedTokens(params: VlaParams, batch: VlaBatch, dims: VlaDims, options: VlaOptions): tf.Tensor {
  const { pixels, proprio } = batch;
  const language = dims.film ? instructionMean(params, batch, dims.film) : undefined;
  const features = applyVisionBackbone(params.vision_backbone, pixels, dims, { language, ...options });
  const patches = applyProjector(params.projector, features);
  if (!params.proprio_projector) return patches;
  if (!proprio) throw new Error("expected proprio in the batch, because the policy has a proprio projector");
  return tf.concat([patches, applyProprioProjector(params.proprio_projector, proprio).expandDims(1)], 1);
}

function textEmbeddings({ language_model }: VlaParams, { inputIds, actionMask }: VlaBatch): tf.Tensor {
  return embedding(language_model.model.embed_tokens.weight, inputIds).mul(tf.sub(1, actionMask).expandDims(2));
}

function instructionMean({ language_model }: VlaParams, batch: VlaBatch, mean: FilmMean): tf.Tensor {
  return languageMean(embedding(language_model.model.embed_tokens.weight, batch.inputIds), batch, mean);
}

function insertAfterFirst(text: tf.Tensor, inserted: tf.Tensor): tf.Tensor {
  const [bos, rest] = tf.split(text, [1, text.shape[1]! - 1], 1);
  return tf.concat([bos!, inserted, rest!], 1);
}

function insertOnes(mask: tf.Tensor2D, count: number): tf.Tensor {
  return tf.concat([tf.ones([mask.shape[0], count]), mask], 1);
}

function readActionStates(hidden: tf.Tensor3D, actionSlots: tf.Tensor2D, numPatches: number): tf.Tensor3D {
  const [batch, length, width] = hidden.shape;
  const rowStarts = tf.range(0, batch, 1, "int32").mul(tf.scalar(length, "int32")).expandDims(1);
  const before = actionSlots.add(tf.scalar(numPatches - 1, "int32")).add(rowStarts);
  return gatherRows(hidden.reshape([batch * length, width]), before) as tf.Tensor3D;
}
