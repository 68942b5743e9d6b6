import { platformConstants } from "./contract/config/data.ts";
import type { TrainConfig } from "./contract/config.ts";
import type { Dataset } from "./data/dataset.ts";
import type { Tokenizer } from "./data/tokenizer.ts";
import { type EnergyParams, initEnergy } from "./energy/energy-model.ts";
import type { tf } from "./engine/tf.ts";
import { countPatches, type VlaDims } from "./models/dims.ts";
import { isReachable } from "./models/reachable.ts";
import { initVla, type VlaParams } from "./models/vla.ts";
import { createRng } from "./rng.ts";
import { flatten } from "./tree.ts";

export type Model = {
  dims: VlaDims;
  policy: VlaParams;
  energy: EnergyParams | null;
  /** Hidden states that the energy model can see in any row: the context is cut there. */
  contextLength: number;
};

/** Llama's own constants, as in OpenVLA's config.json. */
const LLAMA = { rmsEps: 1e-6, ropeTheta: 10_000 };

/** A policy and an energy model with fresh weights, drawn from the config's seed. */
export function createModel(config: TrainConfig, dataset: Dataset, tokenizer: Tokenizer): Model {
  const { size, init } = config.model;
  const { chunk, actionDim, proprioDim } = platformConstants(config.data.platform);
  const dims: VlaDims = {
    imageSize: size.imageSize,
    numImages: 1,
    dino: size.dino,
    siglip: size.siglip,
    llama: { ...size.llama, ...LLAMA, vocab: tokenizer.vocabSize },
    chunk,
    actionDim,
    proprioDim: config.data.useProprio ? proprioDim : null,
    headHidden: size.headHidden,
  };
  const rng = createRng(config.training.seed);
  const longestPrompt = dataset.maxTextLength(tokenizer) - chunk * actionDim - 1;
  return {
    dims,
    policy: initVla(rng.fork("policy"), dims, init),
    energy: config.energy.enabled
      ? initEnergy(rng.fork("energy"), { stateDim: size.llama.width, actionDim, hidden: config.energy.hidden })
      : null,
    contextLength: countPatches(dims) + longestPrompt - 1,
  };
}

/** The policy's parameters that influence its output, by name: what its optimizer updates. */
export function trainedPolicy({ policy, dims }: Model): Map<string, tf.Variable> {
  return new Map([...flatten(policy)].filter(([name]) => isReachable(name, dims)));
}

export function trainedEnergy({ energy }: Model): Map<string, tf.Variable> {
  return energy ? flatten(energy) : new Map();
}
