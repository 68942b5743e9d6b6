import { platformConstants } from "#trainer/contract/config/data.ts";
import type { TrainConfig } from "#trainer/contract/config.ts";
import { baseLayers, type Layer } from "./layers.ts";
import type { ModelShapes } from "./model-shapes.ts";

/** Numbers of floats, by what happens to them. */
export type ParameterCounts = {
  /** The towers, the projector and the language model. */
  base: number;
  film: number;
  /** Of base and adapters: the towers, which FiLM's file holds once more. */
  backbone: number;
  adapters: number;
  /** Action head, and the projectors of proprio and noise. */
  heads: number;
  energy: number;
  /** Of the policy, all but the energy model: those that its optimizer updates. */
  trainedPolicy: number;
};

/** Parameters of a run with a model of these shapes (origin §5, §6.1). */
export function countParameters(config: TrainConfig, shapes: ModelShapes): ParameterCounts {
  const { head, lora, film, energy } = config;
  const layers = baseLayers(shapes);
  const isTower = ({ part }: Layer) => part === "tower";
  const isUsed = ({ part, isUsed }: Layer) => isUsed && (part !== "lm_head" || head.kind === "token");
  const used = layers.filter(isUsed);
  const adapted = lora.targets === "original" ? layers : used;
  const rank = lora.enabled ? lora.rank : 0;
  const heads = headFloats(config, shapes);
  const modulated = film.enabled ? shapes.towers.map((tower) => filmFloats(tower.width, shapes.llama.width)) : [];
  const filmed = (blocks: (depth: number) => number) =>
    modulated.reduce((sum, floats, i) => sum + floats * blocks(shapes.towers[i]!.depth), 0);
  const own = lora.enabled ? rank * total(used, "adapter") : total(used, "floats");
  return {
    base: total(layers, "floats"),
    film: filmed((depth) => depth),
    backbone: total(layers.filter(isTower), "floats") + rank * total(adapted.filter(isTower), "adapter"),
    adapters: rank * total(adapted, "adapter"),
    heads,
    energy: energy.enabled ? energyFloats(config, shapes) : 0,
    trainedPolicy: energy.only ? 0 : own + filmed((depth) => depth - 1) + heads,
  };
}

function headFloats({ head, data }: TrainConfig, { llama, headHidden }: ModelShapes): number {
  const { actionDim, proprioDim } = platformConstants(data.platform);
  const { width } = llama;
  const token = (inWidth: number) => linear(inWidth, width) + linear(width, width);
  const resnet = mlpResnet({ in: width * actionDim, hidden: headHidden, out: actionDim, blocks: 2 });
  return (
    (head.kind === "token" ? 0 : resnet) +
    (head.kind === "diffusion" ? token(1) : 0) +
    (data.useProprio ? token(proprioDim) : 0)
  );
}

function energyFloats({ energy: { hidden }, data }: TrainConfig, { llama }: ModelShapes): number {
  const { actionDim } = platformConstants(data.platform);
  const into = (width: number) => mlpResnet({ in: width, hidden, out: hidden, blocks: 1 });
  const cross = linear(hidden, 3 * hidden) + linear(hidden, hidden);
  return into(llama.width) + into(actionDim) + cross + mlpResnet({ in: hidden, hidden, out: 1, blocks: 2 });
}

/** Norm, linear, blocks of norm and linear, norm, linear. */
function mlpResnet(dims: { in: number; hidden: number; out: number; blocks: number }): number {
  const { hidden, out, blocks } = dims;
  const inner = 2 * hidden + linear(hidden, hidden);
  return 2 * dims.in + linear(dims.in, hidden) + blocks * inner + 2 * hidden + linear(hidden, out);
}

/** One block's scale and shift by the instruction. */
function filmFloats(width: number, languageWidth: number): number {
  return 2 * linear(languageWidth, width);
}

function linear(inWidth: number, outWidth: number): number {
  return inWidth * outWidth + outWidth;
}

function total(layers: Layer[], what: "floats" | "adapter"): number {
  return layers.reduce((sum, layer) => sum + layer[what], 0);
}
