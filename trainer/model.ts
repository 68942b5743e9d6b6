import { platformConstants } from "./contract/config/data.ts";
import type { TrainConfig } from "./contract/config.ts";
import type { Dataset } from "./data/dataset.ts";
import type { Tokenizer } from "./data/tokenizer.ts";
import { type EnergyParams, initEnergy } from "./energy/energy-model.ts";
import type { tf } from "./engine/tf.ts";
import type { Pretrained } from "./hf/load-pretrained.ts";
import type { ModelToSave } from "./hf/save-pretrained.ts";
import { vlaShapes } from "./hf/vla-shapes.ts";
import { adaptPolicy, type PolicyLora } from "./lora/adapt-policy.ts";
import { addFilm } from "./models/add-film.ts";
import { countPatches, type VlaDims } from "./models/dims.ts";
import { type HeadKind, initHeads } from "./models/init-heads.ts";
import { isReachable } from "./models/reachable.ts";
import { TOWER_PIXELS } from "./models/tower-pixels.ts";
import { towerKinds } from "./models/towers.ts";
import type { TowersParams } from "./models/vision-backbone.ts";
import { initVla, type VlaParams } from "./models/vla.ts";
import { createRng, type Rng } from "./rng.ts";
import { flatten } from "./tree.ts";

export type Model = {
  dims: VlaDims;
  head: TrainConfig["head"];
  policy: VlaParams<HeadKind>;
  /** Number that action token ids count down from. */
  vocabBase: number;
  /** The adapters beside the policy's layers; null when the layers themselves are trained. */
  lora: PolicyLora | null;
  energy: EnergyParams | null;
  /** Hidden states that the energy model can see in any row: the context is cut there. */
  contextLength: number;
  /** What a saved copy is described by. */
  origin: ModelToSave["origin"];
};

/** Llama's own constants, as in OpenVLA's config.json. */
const LLAMA = { rmsEps: 1e-6, ropeTheta: 10_000 };

/**
 * A policy and an energy model, what is fresh of them drawn from the config's seed: everything, or heads, FiLM and
 * adapters around the policy of a loaded folder, whose leaves become the model's.
 */
export function createModel(
  config: TrainConfig,
  dataset: Dataset,
  tokenizer: Tokenizer,
  loaded: Pretrained | null = null,
): Model {
  const dims = modelDims(config, tokenizer, loaded);
  const rng = createRng(config.training.seed);
  const longestPrompt = dataset.maxTextLength(tokenizer) - dims.chunk * dims.actionDim - 1;
  return {
    dims,
    head: config.head,
    vocabBase: tokenizer.vocabBase,
    ...createPolicy(config, dims, rng, loaded),
    energy: config.energy.enabled
      ? initEnergy(rng.fork("energy"), {
          stateDim: dims.llama.width,
          actionDim: dims.actionDim,
          hidden: config.energy.hidden,
        })
      : null,
    contextLength: countPatches(dims) + longestPrompt - 1,
    origin: loaded ? { folder: loaded.dir } : ownDescription(dims, dataset, tokenizer),
  };
}

/** The policy's parameters that influence its output and are not frozen, by name: what its optimizer updates. */
export function trainedPolicy({ policy, dims, head }: Model): Map<string, tf.Variable> {
  return new Map([...flatten(policy)].filter(([name, leaf]) => leaf.trainable && isReachable(name, dims, head.kind)));
}

/** What a run updates of the policy: nothing where the energy model learns alone. */
export function updatedPolicy(model: Model, { energy }: Pick<TrainConfig, "energy">): Map<string, tf.Variable> {
  return energy.only ? new Map() : trainedPolicy(model);
}

export function trainedEnergy({ energy }: Model): Map<string, tf.Variable> {
  return energy ? flatten(energy) : new Map();
}

function modelDims({ model, data, film, head }: TrainConfig, tokenizer: Tokenizer, loaded: Pretrained | null): VlaDims {
  const { imageSize, dino, siglip, llama, headHidden } = model.size;
  const { chunk, actionDim, proprioDim } = platformConstants(data.platform);
  const own = { imageSize, towers: model.towers, dino, siglip, headHidden };
  return {
    ...own,
    llama: { ...llama, ...LLAMA, vocab: tokenizer.vocabSize },
    // The original's head is as wide as the language model it reads.
    ...(loaded && { ...vlaShapes(loaded.dims), headHidden: loaded.dims.llama.width }),
    numImages: data.numImages,
    chunk,
    actionDim,
    proprioDim: data.useProprio ? proprioDim : null,
    hasTimeToken: head.kind === "diffusion",
    film: film.enabled ? film.mean : null,
  };
}

function createPolicy(
  { lora, head, model }: TrainConfig,
  dims: VlaDims,
  rng: Rng,
  loaded: Pretrained | null,
): Pick<Model, "policy" | "lora"> {
  const policy = loaded
    ? { ...withFilm(loaded, dims, rng), ...initHeads(rng.fork("policy"), dims, model.init, head.kind) }
    : initVla(rng.fork("policy"), dims, model.init, head.kind);
  if (!lora.enabled) return { policy, lora: null };
  const { vision_backbone, projector, language_model, ...heads } = policy;
  const adapted = adaptPolicy({ vision_backbone, projector, language_model }, lora, {
    rng: rng.fork("lora"),
    isReachable: (name) => isReachable(name, dims, head.kind),
  });
  return { policy: { ...adapted.base, ...heads }, lora: adapted.lora };
}

function withFilm({ policy }: Pretrained, dims: VlaDims, rng: Rng): Pretrained["policy"] {
  if (dims.film === null) return policy;
  const filmRng = rng.fork("policy").fork("vision");
  return { ...policy, vision_backbone: addFilm(filmRng, policy.vision_backbone as TowersParams, dims) };
}

function ownDescription({ towers }: VlaDims, { vocabulary }: Dataset, tokenizer: Tokenizer): Model["origin"] {
  const { vocabBase, padId } = tokenizer;
  return {
    tokenizer: { json: vocabulary, vocabBase, padId },
    pixels: towerKinds(towers).map((kind) => TOWER_PIXELS[kind]),
  };
}
