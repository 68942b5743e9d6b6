import type { TowerKind } from "./towers.ts";

type Colour = [red: number, green: number, blue: number];

/** Mean and deviation of the colours, in [0, 1], that each tower was trained with: ImageNet's, and one half. */
export const TOWER_PIXELS: Record<TowerKind, { mean: Colour; std: Colour }> = {
  dino: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  siglip: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
};
