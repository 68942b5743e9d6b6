import type { VlaDims } from "../models/dims.ts";
import { type TowerSet, towersOf } from "../models/towers.ts";
import type { FolderDims } from "./folder-dims.ts";
import type { TimmTower } from "./timm-towers.ts";

type FolderShapes = Pick<VlaDims, "imageSize" | "towers" | "dino" | "siglip" | "llama">;

/**
 * The part of a policy's shapes that a folder fixes; the rest (cameras, chunk, action, head) is the run's.
 * Throws when the towers are not DINOv2 before SigLIP, or one of them alone.
 */
export function vlaShapes({ imageSize, featurizer, fused_featurizer: fused, llama }: FolderDims): FolderShapes {
  if (fused && (featurizer.registers === null || fused.registers !== null)) {
    throw new Error("expected a DINOv2 tower with prefix tokens as featurizer and a SigLIP tower as fused_featurizer");
  }
  const alone: TowerSet = featurizer.registers === null ? "siglip" : "dino";
  return {
    imageSize,
    towers: fused ? "dinosiglip" : alone,
    dino: { ...tower(featurizer), registers: featurizer.registers ?? 0 },
    siglip: tower(fused ?? featurizer),
    llama,
  };
}

/** The folder that a policy of these shapes is saved as; `hasPool` when its SigLIP tower came with an attention pool. */
export function folderDimsOf(dims: FolderShapes, hasPool: boolean): FolderDims {
  const towers = towersOf(dims).map(({ kind, dims }) => ({ ...dims, hasPool: hasPool && kind === "siglip" }));
  return {
    imageSize: dims.imageSize,
    featurizer: towers[0]!,
    fused_featurizer: towers[1] ?? null,
    llama: dims.llama,
  };
}

function tower({ patch, width, depth, heads, mlp }: TimmTower) {
  return { patch, width, depth, heads, mlp };
}
