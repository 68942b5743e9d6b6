/** Shapes of a vision tower (a timm ViT). `depth` counts all blocks; the last one is never executed. */
export type TowerDims = { patch: number; width: number; depth: number; heads: number; mlp: number };

export type LlamaDims = {
  vocab: number;
  width: number;
  layers: number;
  heads: number;
  mlp: number;
  rmsEps: number;
  ropeTheta: number;
};

/** Every shape of the policy. The projector's hidden widths follow: 4 × vision width, then the llm's twice. */
export interface VlaDims {
  imageSize: number;
  numImages: number;
  dino: TowerDims & { registers: number };
  siglip: TowerDims;
  llama: LlamaDims;
  chunk: number;
  actionDim: number;
  /** Null when the policy has no proprio token. */
  proprioDim: number | null;
  headHidden: number;
}

/** How matrices are drawn: N(0, gain² / fan-in), biases 0, norms 1. */
export type InitOptions = {
  /** Query matrices of the Llama. */
  queryGain: number;
  /** Output matrices of residual branches. */
  residualGain: number;
  /** Last matrix of the action head. */
  headGain: number;
  /** Start value of every LayerScale. */
  layerScale: number;
};

export const PLAIN_INIT: InitOptions = { queryGain: 1, residualGain: 1, headGain: 1, layerScale: 1e-5 };

export function patchesPerImage({ imageSize, dino }: VlaDims): number {
  return (imageSize / dino.patch) ** 2;
}

/** Tokens between BOS and the text: patches of all images, then the proprio token. */
export function countPatches(dims: VlaDims): number {
  return patchesPerImage(dims) * dims.numImages + (dims.proprioDim === null ? 0 : 1);
}
