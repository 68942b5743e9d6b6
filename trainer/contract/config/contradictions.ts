import type { TrainConfig } from "../config.ts";
import { gripperDims } from "../gripper-dims.ts";
import { MixtureError, parseMixture } from "../mixtures.ts";
import { platformConstants } from "./data.ts";

type Found = [path: string, message: string];

/** Combinations that make no sense, each in one sentence that names both fields. */
export function contradictions(config: TrainConfig): Found[] {
  return [
    ...shapes(config),
    ...mixture(config),
    ...heads(config),
    ...lora(config),
    ...energy(config),
    ...training(config),
  ];
}

function shapes({ model: { size, towers }, data }: TrainConfig): Found[] {
  const found: Found[] = [];
  const used = (["dino", "siglip"] as const).filter((tower) => towers.includes(tower));
  for (const tower of used) {
    const { patch, width, heads } = size[tower];
    const path = `model.size.${tower}`;
    if (size.imageSize % patch !== 0)
      found.push([
        `${path}.patch`,
        `model.size.imageSize ${size.imageSize} is not a multiple of ${path}.patch ${patch}`,
      ]);
    if (width % heads !== 0)
      found.push([`${path}.heads`, `${path}.width ${width} is not a multiple of ${path}.heads ${heads}`]);
  }
  if (used.length === 2 && size.dino.patch !== size.siglip.patch)
    found.push([
      "model.size.siglip.patch",
      `model.size.dino.patch ${size.dino.patch} and model.size.siglip.patch ${size.siglip.patch} differ, so the towers' patches cannot be joined`,
    ]);
  const { width, heads } = size.llama;
  if (width % (2 * heads) !== 0)
    found.push([
      "model.size.llama.heads",
      `model.size.llama.width ${width} is not a multiple of twice model.size.llama.heads ${heads}`,
    ]);
  if (data.rootDir.includes("\0")) found.push(["data.rootDir", "data.rootDir contains a NUL character"]);
  return found;
}

function mixture({ data }: TrainConfig): Found[] {
  try {
    parseMixture(data.datasetName);
    return [];
  } catch (error) {
    if (error instanceof MixtureError) return [["data.datasetName", `data.datasetName: ${error.message}`]];
    throw error;
  }
}

function heads({ head }: TrainConfig): Found[] {
  if (head.kind !== "diffusion" || head.diffusionInferenceSteps <= head.diffusionTrainSteps) return [];
  return [
    [
      "head.diffusionInferenceSteps",
      `head.diffusionInferenceSteps ${head.diffusionInferenceSteps} is more than head.diffusionTrainSteps ${head.diffusionTrainSteps}`,
    ],
  ];
}

function lora({ lora, model }: TrainConfig): Found[] {
  if (!lora.enabled || model.vlaPath !== null) return [];
  return [
    [
      "lora.enabled",
      "lora.enabled needs model.vlaPath: without it the weights are random, and LoRA would freeze them so",
    ],
  ];
}

function energy({ energy, training, data }: TrainConfig): Found[] {
  const found: Found[] = [];
  if (energy.only && !energy.enabled)
    found.push(["energy.only", "energy.only needs energy.enabled, else nothing is trained"]);
  if (!energy.enabled) return found;
  if (energy.hidden % energy.heads !== 0)
    found.push(["energy.heads", `energy.hidden ${energy.hidden} is not a multiple of energy.heads ${energy.heads}`]);
  if (training.batchSize < 2)
    found.push([
      "training.batchSize",
      `training.batchSize ${training.batchSize} leaves energy.enabled without negatives; in-batch swap needs at least 2`,
    ]);
  const { chunk, actionDim } = platformConstants(data.platform);
  if (energy.negatives.temporalShift && chunk < 2)
    found.push([
      "energy.negatives.temporalShift",
      `energy.negatives.temporalShift needs data.platform.chunk of at least 2, found ${chunk}`,
    ]);
  if (energy.negatives.gripperFlip && gripperDims(data.platform).length === 0)
    found.push([
      "energy.negatives.gripperFlip",
      `energy.negatives.gripperFlip needs an action that ends in a gripper, which data.platform.actionDim 7 does, found ${actionDim}`,
    ]);
  return found;
}

function training({ training }: TrainConfig): Found[] {
  const found: Found[] = [];
  if (typeof training.keepCheckpoints === "object" && !training.useValSet)
    found.push([
      "training.keepCheckpoints",
      "training.keepCheckpoints best needs training.useValSet, for there is nothing to rank by",
    ]);
  if (training.valProbes && !training.useValSet)
    found.push(["training.valProbes", "training.valProbes needs training.useValSet"]);
  return found;
}
