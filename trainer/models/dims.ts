import { type TowerShapes, towersOf } from "./towers.ts";

export type LlamaDims = {
  vocab: number;
  width: number;
  layers: number;
  heads: number;
  mlp: number;
  rmsEps: number;
  ropeTheta: number;
};

/** Every shape of the policy. Those of the projector follow from the towers' and the Llama's. */
export interface VlaDims extends TowerShapes {
  imageSize: number;
  numImages: number;
  llama: LlamaDims;
  chunk: number;
  actionDim: number;
  /** Null when the policy has no proprio token. */
  proprioDim: number | null;
  headHidden: number;
  /** Whether a token tells how noisy the actions at the slots are, as a denoising head needs. */
  hasTimeToken?: boolean;
  /** Whose mean modulates the vision blocks, the text's without padding or with it; null without FiLM. */
  film: FilmMean | null;
}

export type FilmMean = "unpadded" | "original";

/** How matrices are drawn: N(0, gain² / fan-in), biases 0, norms 1. */
export type InitOptions = {
  /** Token embeddings, whose fan-in counts as 1. */
  embeddingGain: number;
  /** Query matrices of the Llama. */
  queryGain: number;
  /** Output matrices of residual branches. */
  residualGain: number;
  /** Last matrix of the action head. */
  headGain: number;
  /** Start value of every LayerScale. */
  layerScale: number;
};

export const PLAIN_INIT: InitOptions = {
  embeddingGain: 1,
  queryGain: 1,
  residualGain: 1,
  headGain: 1,
  layerScale: 1e-5,
};

export function patchesPerImage(dims: VlaDims): number {
  return (dims.imageSize / towersOf(dims)[0].dims.patch) ** 2;
}

/** Tokens between BOS and the text: patches of all images, then the proprio token, then the time token. */
export function countPatches(dims: VlaDims): number {
  return patchesPerImage(dims) * dims.numImages + Number(dims.proprioDim !== null) + Number(dims.hasTimeToken ?? false);
}
