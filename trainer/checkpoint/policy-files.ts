import type { tf } from "../engine/tf.ts";
import { ADAPTER_WEIGHTS, isAdapterName, peftName } from "../lora/peft.ts";
import type { Model } from "../model.ts";
import { isFilmName, plainName } from "../models/film-names.ts";
import { flatten } from "../tree.ts";

export const LORA_FOLDER = "lora_adapter";

export type PolicyFiles = {
  /** The base model: what a Hugging Face folder holds, plain names. */
  base: Map<string, tf.Variable>;
  /** By file without its ending, names as in the original's modules. */
  parts: Record<string, Map<string, tf.Variable>>;
};

/** Which file of a checkpoint holds which parameters of the policy (origin §9.2). */
export function policyFiles({ policy, dims, lora }: Model): PolicyFiles {
  const base = new Map<string, tf.Variable>();
  const parts: PolicyFiles["parts"] = {};
  const put = (file: string, name: string, leaf: tf.Variable) => {
    parts[file] ??= new Map();
    parts[file].set(name, leaf);
  };
  for (const [name, leaf] of flatten(policy)) {
    const module = MODULE.exec(name);
    if (module) put(module[1]!, module[2]!, leaf);
    else if (isAdapterName(name)) put(`${LORA_FOLDER}/${ADAPTER_WEIGHTS}`, peftName(name), leaf);
    else if (!isFilmName(name)) base.set(plainName(name), leaf);
    if (dims.film !== null && name.startsWith(BACKBONE))
      put("vision_backbone", backboneName(name, lora?.modules), leaf);
  }
  return { base, parts };
}

/** Modules that the original saves by themselves. */
const MODULE = /^(action_head|proprio_projector|noisy_action_projector)\.(.*)$/;
const BACKBONE = "vision_backbone.";

/** The name in the state dict of the original's wrapped backbone, peft's layers inside FiLM's. */
function backboneName(name: string, adapted: readonly string[] = []): string {
  const module = name.slice(0, name.lastIndexOf("."));
  const wrapped = isAdapterName(name)
    ? name.replace(/\.weight$/, ".default.weight")
    : adapted.includes(module)
      ? name.replace(/\.(weight|bias)$/, ".base_layer.$1")
      : name;
  return wrapped.slice(BACKBONE.length);
}
