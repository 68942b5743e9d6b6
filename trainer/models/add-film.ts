import type { Rng } from "../rng.ts";
import type { VlaDims } from "./dims.ts";
import { initFilm } from "./film.ts";
import { type TowerShapes, towersOf } from "./towers.ts";
import type { TowersParams, VisionBackboneParams } from "./vision-backbone.ts";
import type { VitParams } from "./vit.ts";

/** A loaded backbone with fresh FiLM around every block, drawn as `initVisionBackbone` draws it from the same rng. */
export function addFilm(
  rng: Rng,
  towers: TowersParams,
  dims: TowerShapes & { llama: Pick<VlaDims["llama"], "width"> },
): VisionBackboneParams {
  const filmed = towersOf(dims).map(({ name, kind, dims: { width } }) => {
    const film = (i: number) => initFilm(rng.fork(kind).fork(`film${i}`), dims.llama.width, width);
    return [name, wrapBlocks(towers[name], film)] as const;
  });
  return { vision_backbone: Object.fromEntries(filmed) as TowersParams };
}

function wrapBlocks(tower: VitParams | undefined, film: (index: number) => ReturnType<typeof initFilm>) {
  if (!tower) throw new Error("expected the towers of the config, but the weights have fewer");
  const blocks = Object.entries(tower.blocks).map(([index, block]) => {
    if ("block" in block) throw new Error("expected blocks without FiLM to add it to, but they have it");
    return [index, { block, ...film(Number(index)) }] as const;
  });
  return { ...tower, blocks: Object.fromEntries(blocks) };
}
