/** Vision towers of a policy: DINOv2 and SigLIP joined on the channels, or one of them alone. */
export type TowerSet = "dinosiglip" | "siglip" | "dino";

export type TowerKind = "dino" | "siglip";

/** Shapes of a vision tower (a timm ViT). `depth` counts all blocks; the last one is never executed. */
export type TowerDims = { patch: number; width: number; depth: number; heads: number; mlp: number };

/** The dims of a tower that the set does not have are ignored. */
export interface TowerShapes {
  towers: TowerSet;
  dino: TowerDims & { registers: number };
  siglip: TowerDims;
}

/** A tower of the policy. `registers` null: no prefix tokens and no LayerScale (SigLIP); else DINOv2. */
export type Tower = {
  /** Its name among the parameters; a comment in the original gives the two names the other way round. */
  name: "featurizer" | "fused_featurizer";
  kind: TowerKind;
  dims: TowerDims & { registers: number | null };
};

/** The kinds of a set's towers in the order of their channels: DINOv2 comes first. */
export function towerKinds(towers: TowerSet): [TowerKind, ...TowerKind[]] {
  return towers === "dinosiglip" ? ["dino", "siglip"] : [towers];
}

/** The policy's towers in the order of their channels. */
export function towersOf(dims: TowerShapes): [Tower, ...Tower[]] {
  const [first, ...others] = towerKinds(dims.towers);
  return [tower("featurizer", first, dims), ...others.map((kind) => tower("fused_featurizer", kind, dims))];
}

/** Channels of a picture's features: the sum of the towers' widths. */
export function visionWidth(dims: TowerShapes): number {
  return towersOf(dims).reduce((sum, { dims: { width } }) => sum + width, 0);
}

/** Channels of a picture's pixels: three for each tower, in its own normalisation. */
export function channelsPerImage(towers: TowerSet): number {
  return 3 * towerKinds(towers).length;
}

function tower(name: Tower["name"], kind: TowerKind, { dino, siglip }: TowerShapes): Tower {
  return { name, kind, dims: kind === "dino" ? dino : { ...siglip, registers: null } };
}
