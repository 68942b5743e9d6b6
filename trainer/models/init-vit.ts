import { floatVariable, normalVariable, zerosVariable } from "../nn/init.ts";
import { initLayerNorm } from "../nn/layer-norm.ts";
import type { Rng } from "../rng.ts";
import type { InitOptions } from "./dims.ts";
import { initFilm } from "./film.ts";
import { numbered } from "./numbered.ts";
import type { TowerDims } from "./towers.ts";
import type { VitParams } from "./vit.ts";
import { initVitBlock } from "./vit-block.ts";

const POSITION_AMPLITUDE = 0.5;
const POSITION_BASE = 100;
const PREFIX_DEVIATION = 0.02;

export type VitDims = TowerDims & {
  imageSize: number;
  /** Null: no prefix tokens and no LayerScale (SigLIP); else DINOv2. */
  registers: number | null;
  /** Width of the language model that modulates every block by FiLM; absent without FiLM. */
  filmWidth?: number | undefined;
};

/** A tower drawn from scratch. FiLM leaves the other parameters as they are without it. */
export function initVit(rng: Rng, { imageSize, registers, filmWidth, ...dims }: VitDims, init: InitOptions): VitParams {
  const { width, patch, depth } = dims;
  const pixels = 3 * patch * patch;
  return {
    ...(registers !== null && {
      cls_token: normalVariable(rng.fork("cls"), [1, 1, width], PREFIX_DEVIATION),
      reg_token: normalVariable(rng.fork("reg"), [1, registers, width], PREFIX_DEVIATION),
    }),
    pos_embed: floatVariable(positions(imageSize / patch, width), [1, (imageSize / patch) ** 2, width]),
    patch_embed: {
      proj: {
        weight: normalVariable(rng.fork("patch"), [width, 3, patch, patch], 1 / Math.sqrt(pixels)),
        bias: zerosVariable([width]),
      },
    },
    blocks: numbered(depth, (i) => {
      const block = initVitBlock(rng.fork(`block${i}`), dims, init, registers !== null);
      return filmWidth === undefined ? block : { block, ...initFilm(rng.fork(`film${i}`), filmWidth, width) };
    }),
    norm: initLayerNorm(width),
  };
}

/** 2-D sine and cosine positions: a quarter of the width each for sin x, cos x, sin y, cos y. */
function positions(side: number, width: number): Float32Array {
  const quarter = Math.floor(width / 4);
  const table = new Float32Array(side * side * width);
  for (let patch = 0; patch < side * side; patch++) {
    const at = [patch % side, Math.floor(patch / side)] as const;
    for (let i = 0; i < 4 * quarter; i++) {
      const angle = (i < 2 * quarter ? at[0] : at[1]) * POSITION_BASE ** (-(i % quarter) / quarter);
      const isCosine = Math.floor(i / quarter) % 2 === 1;
      table[patch * width + i] = POSITION_AMPLITUDE * (isCosine ? Math.cos(angle) : Math.sin(angle));
    }
  }
  return table;
}
