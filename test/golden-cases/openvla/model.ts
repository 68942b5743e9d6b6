import type { tf } from "#trainer/engine/tf.ts";
import type { Inputs } from "#trainer/forward.ts";
import type { Model } from "#trainer/model.ts";
import type { VlaDims } from "#trainer/models/dims.ts";
import { countPatches } from "#trainer/models/dims.ts";
import type { VlaBatch } from "#trainer/models/vla.ts";
import { paramsOf, under } from "../tensors.ts";
import type { OpenVla } from "./open-policy.ts";

/**
 * The golden policy as the trainer's model. `modules` are the golden names of the head's parts by the model's own; a
 * proprio projector is there when the shapes say so.
 */
export function modelOf(
  { found, base, manifest }: OpenVla,
  head: Model["head"],
  dims: VlaDims,
  modules: Record<string, string>,
): Model {
  const heads = found.others.get("heads") ?? new Map();
  const all = { ...modules, ...(dims.proprioDim !== null && { proprio_projector: "proprio_projector" }) };
  const own = Object.entries(all).map(([name, prefix]) => [name, paramsOf(under(heads, `${prefix}.`))]);
  return {
    dims,
    head,
    policy: { ...base, ...Object.fromEntries(own) },
    vocabBase: manifest.config.vocab_size_tokenizer,
    lora: null,
    energy: null,
    contextLength: 1 + countPatches(dims),
    origin: { folder: found.dir },
  };
}

/** A batch as the inputs of a step. */
export function inputsOf(batch: VlaBatch, more: Record<string, tf.Tensor> = {}): Inputs {
  const { noisy: _, attentionMask, proprio, ...always } = batch;
  return { ...always, ...(attentionMask && { attentionMask }), ...(proprio && { proprio }), ...more };
}
