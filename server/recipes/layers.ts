import type { ModelShapes, TowerShapes } from "./model-shapes.ts";

/** Some parameters of a base model. Towers: a copy of the whole for every picture. */
export type Layer = {
  part: "tower" | "projector" | "llama" | "lm_head";
  floats: number;
  /** What LoRA adds beside it, per rank; 0 where it adds nothing. */
  adapter: number;
  /** False where no output depends on it: last blocks, final norms and attention pools of the towers. */
  isUsed: boolean;
};

/** Every layer of a base model, biases, norms and tables included (origin §5, §11.3). */
export function baseLayers({ imageSize, towers, llama }: ModelShapes): Layer[] {
  const vision = towers.reduce((sum, { width }) => sum + width, 0);
  return [
    ...towers.flatMap((tower) => towerLayers(tower, imageSize)),
    ...projector(vision, llama.width, towers.length > 1).map(of("projector")),
    of("llama")(plain(llama.vocab * llama.width)),
    ...Array.from({ length: llama.layers }, () => of("llama")(sum(llamaLayer(llama)))),
    of("llama")(plain(llama.width)),
    of("lm_head")(matrix(llama.width, llama.vocab)),
  ];
}

type Weights = Pick<Layer, "floats" | "adapter">;

function towerLayers(tower: TowerShapes, imageSize: number): Layer[] {
  const { patch, width, mlp, registers, depth, hasPool } = tower;
  const prefix = registers === null ? 0 : 1 + registers;
  const table = plain((prefix + (imageSize / patch) ** 2) * width);
  const pixels = 3 * patch ** 2;
  const block = sum([
    norm(width),
    linear(width, 3 * width),
    linear(width, width),
    norm(width),
    linear(width, mlp),
    linear(mlp, width),
    plain(registers === null ? 0 : 2 * width),
  ]);
  const pool = [
    plain(width),
    linear(width, width),
    linear(width, 2 * width),
    linear(width, width),
    norm(width),
    linear(width, mlp),
    linear(mlp, width),
  ];
  const used = [table, linear(pixels, width), ...Array.from({ length: depth - 1 }, () => block)];
  const unused = [block, norm(width), ...(hasPool ? pool : [])];
  return [...used.map(of("tower")), ...unused.map(of("tower", false))];
}

function projector(vision: number, width: number, isFused: boolean): Weights[] {
  return isFused
    ? [linear(vision, 4 * vision), linear(4 * vision, width), linear(width, width)]
    : [linear(vision, width), linear(width, width)];
}

function llamaLayer({ width, mlp }: ModelShapes["llama"]): Weights[] {
  const square = matrix(width, width);
  return [plain(2 * width), square, square, square, square, matrix(width, mlp), matrix(width, mlp), matrix(mlp, width)];
}

/** LoRA's two matrices have rank · in and out · rank floats; beside a patch convolution likewise. */
function linear(inWidth: number, outWidth: number): Weights {
  return { floats: inWidth * outWidth + outWidth, adapter: inWidth + outWidth };
}

function matrix(inWidth: number, outWidth: number): Weights {
  return { floats: inWidth * outWidth, adapter: inWidth + outWidth };
}

function norm(width: number): Weights {
  return plain(2 * width);
}

function plain(floats: number): Weights {
  return { floats, adapter: 0 };
}

function sum(weights: Weights[]): Weights {
  return {
    floats: weights.reduce((total, { floats }) => total + floats, 0),
    adapter: weights.reduce((total, { adapter }) => total + adapter, 0),
  };
}

function of(part: Layer["part"], isUsed = true) {
  return (weights: Weights): Layer => ({ part, ...weights, isUsed });
}
