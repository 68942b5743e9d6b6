import type { TrainConfigInput } from "../config.ts";
import type { Preset } from "../presets.ts";

// What the presets of both sample worlds share: the robot, and a model that starts from random weights.

export const SCOOP_DATA = {
  platform: { kind: "custom", chunk: 8, actionDim: 7, proprioDim: 7, normalization: "BOUNDS_Q99" },
  useProprio: true,
  imageAug: false,
  chunkEnd: "repeat",
  shuffleBufferSize: 20_000,
} satisfies TrainConfigInput["data"];

/** 1.0 M parameters; pictures of any size are seen at 64 × 64, in patches of 16. */
export const SCOOP_MODEL_SIZE = {
  imageSize: 64,
  dino: { patch: 16, width: 64, depth: 3, heads: 4, mlp: 256, registers: 4 },
  siglip: { patch: 16, width: 64, depth: 3, heads: 4, mlp: 256 },
  llama: { width: 64, layers: 3, heads: 4, mlp: 128 },
  headHidden: 256,
};

export const SCOOP_INIT = { queryGain: 3, residualGain: 0.4, headGain: 0.05, layerScale: 1 };

export const SCOOP_ENERGY = { learningRate: 1e-3, hidden: 64, heads: 4, dropout: 0 };

export const SCOOP_WHY: Preset["why"] = [
  {
    path: "model.init.layerScale",
    reason: {
      en: "1e-5 is meant for pre-trained towers and would switch the blocks off.",
      zh: "1e-5 是给预训练视觉塔用的，从零训练会使各块失效。",
    },
  },
  {
    path: "data.imageAug",
    reason: {
      en: "Off: a crop moves the table without moving the actions.",
      zh: "关闭：裁剪会移动桌面而不移动动作。",
    },
  },
];
