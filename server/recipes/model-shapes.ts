import type { TrainConfig } from "#trainer/contract/config.ts";

/** A vision tower. `registers` null: no prefix tokens and no LayerScale (SigLIP). `hasPool`: it brings an attention pool. */
export type TowerShapes = {
  patch: number;
  width: number;
  depth: number;
  heads: number;
  mlp: number;
  registers: number | null;
  hasPool: boolean;
};

/** What the parameters of a policy follow from; the rest (cameras, chunk, action) is the run's. */
export type ModelShapes = {
  imageSize: number;
  towers: TowerShapes[];
  llama: { vocab: number; width: number; layers: number; heads: number; mlp: number };
  headHidden: number;
};

/** openvla/openvla-7b, which a config starts from when nothing else is known of its model. */
export const OPENVLA_7B: ModelShapes = {
  imageSize: 224,
  towers: [
    { patch: 14, width: 1024, depth: 24, heads: 16, mlp: 4096, registers: 4, hasPool: false },
    { patch: 14, width: 1152, depth: 27, heads: 16, mlp: 4304, registers: null, hasPool: true },
  ],
  llama: { vocab: 32_064, width: 4096, layers: 32, heads: 32, mlp: 11_008 },
  headHidden: 4096,
};

/** The small tokenizer's: bytes, merged pieces, 256 action bins, padding. */
const SMALL_VOCABULARY = 769;

/** Shapes of a model that is trained from scratch. */
export function ownShapes({ model: { size, towers } }: TrainConfig): ModelShapes {
  const all = {
    dino: { ...size.dino, hasPool: false },
    siglip: { ...size.siglip, registers: null, hasPool: false },
  };
  return {
    imageSize: size.imageSize,
    towers: (["dino", "siglip"] as const).filter((kind) => towers.includes(kind)).map((kind) => all[kind]),
    llama: { ...size.llama, vocab: SMALL_VOCABULARY },
    headHidden: size.headHidden,
  };
}
