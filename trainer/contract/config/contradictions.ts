import type { TrainConfig } from "../config.ts";
import { gripperDims } from "../gripper-dims.ts";
import { MixtureError, parseMixture } from "../mixtures.ts";
import { platformConstants } from "./data.ts";
import type { Text } from "./field.ts";

type Found = [path: string, message: Text];

/** Combinations that make no sense, each in one sentence that names both fields, in both languages. */
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
      found.push([`${path}.patch`, notMultiple(`model.size.imageSize ${size.imageSize}`, `${path}.patch ${patch}`)]);
    if (width % heads !== 0)
      found.push([`${path}.heads`, notMultiple(`${path}.width ${width}`, `${path}.heads ${heads}`)]);
  }
  if (used.length === 2 && size.dino.patch !== size.siglip.patch)
    found.push([
      "model.size.siglip.patch",
      {
        en: `model.size.dino.patch ${size.dino.patch} and model.size.siglip.patch ${size.siglip.patch} differ, so the towers' patches cannot be joined`,
        zh: `model.size.dino.patch ${size.dino.patch} 与 model.size.siglip.patch ${size.siglip.patch} 不同，两座视觉塔的图块无法拼接`,
      },
    ]);
  const { width, heads } = size.llama;
  if (width % (2 * heads) !== 0)
    found.push([
      "model.size.llama.heads",
      {
        en: `model.size.llama.width ${width} is not a multiple of twice model.size.llama.heads ${heads}`,
        zh: `model.size.llama.width ${width} 不是 model.size.llama.heads ${heads} 的两倍的整数倍`,
      },
    ]);
  if (data.rootDir.includes("\0"))
    found.push(["data.rootDir", { en: "data.rootDir contains a NUL character", zh: "data.rootDir 含有 NUL 字符" }]);
  return found;
}

function mixture({ data }: TrainConfig): Found[] {
  try {
    parseMixture(data.datasetName);
    return [];
  } catch (error) {
    if (error instanceof MixtureError) {
      const { en, zh } = error.text;
      return [["data.datasetName", { en: `data.datasetName: ${en}`, zh: `data.datasetName：${zh}` }]];
    }
    throw error;
  }
}

function heads({ head }: TrainConfig): Found[] {
  if (head.kind !== "diffusion" || head.diffusionInferenceSteps <= head.diffusionTrainSteps) return [];
  return [
    [
      "head.diffusionInferenceSteps",
      {
        en: `head.diffusionInferenceSteps ${head.diffusionInferenceSteps} is more than head.diffusionTrainSteps ${head.diffusionTrainSteps}`,
        zh: `head.diffusionInferenceSteps ${head.diffusionInferenceSteps} 大于 head.diffusionTrainSteps ${head.diffusionTrainSteps}`,
      },
    ],
  ];
}

function lora({ lora, model }: TrainConfig): Found[] {
  if (!lora.enabled || model.vlaPath !== null) return [];
  return [
    [
      "lora.enabled",
      {
        en: "lora.enabled needs model.vlaPath: without it the weights are random, and LoRA would freeze them so",
        zh: "lora.enabled 需要 model.vlaPath：没有它，权重是随机的，LoRA 会把它们冻结在那里",
      },
    ],
  ];
}

function energy({ energy, training, data }: TrainConfig): Found[] {
  const found: Found[] = [];
  if (energy.only && !energy.enabled)
    found.push([
      "energy.only",
      {
        en: "energy.only needs energy.enabled, else nothing is trained",
        zh: "energy.only 需要 energy.enabled，否则没有任何部分在训练",
      },
    ]);
  if (!energy.enabled) return found;
  if (energy.hidden % energy.heads !== 0)
    found.push(["energy.heads", notMultiple(`energy.hidden ${energy.hidden}`, `energy.heads ${energy.heads}`)]);
  if (training.batchSize < 2)
    found.push([
      "training.batchSize",
      {
        en: `training.batchSize ${training.batchSize} leaves energy.enabled without negatives; in-batch swap needs at least 2`,
        zh: `training.batchSize ${training.batchSize} 使 energy.enabled 没有负样本；批内交换至少需要 2`,
      },
    ]);
  const { chunk, actionDim } = platformConstants(data.platform);
  if (energy.negatives.temporalShift && chunk < 2)
    found.push([
      "energy.negatives.temporalShift",
      {
        en: `energy.negatives.temporalShift needs data.platform.chunk of at least 2, found ${chunk}`,
        zh: `energy.negatives.temporalShift 需要 data.platform.chunk 至少为 2，当前为 ${chunk}`,
      },
    ]);
  if (energy.negatives.gripperFlip && gripperDims(data.platform).length === 0)
    found.push([
      "energy.negatives.gripperFlip",
      {
        en: `energy.negatives.gripperFlip needs an action that ends in a gripper, which data.platform.actionDim 7 does, found ${actionDim}`,
        zh: `energy.negatives.gripperFlip 需要以夹爪结尾的动作，即 data.platform.actionDim 为 7，当前为 ${actionDim}`,
      },
    ]);
  return found;
}

function training({ training }: TrainConfig): Found[] {
  const found: Found[] = [];
  if (typeof training.keepCheckpoints === "object" && !training.useValSet)
    found.push([
      "training.keepCheckpoints",
      {
        en: "training.keepCheckpoints best needs training.useValSet, for there is nothing to rank by",
        zh: "training.keepCheckpoints best 需要 training.useValSet，否则没有可供排序的指标",
      },
    ]);
  if (training.valProbes && !training.useValSet)
    found.push([
      "training.valProbes",
      { en: "training.valProbes needs training.useValSet", zh: "training.valProbes 需要 training.useValSet" },
    ]);
  return found;
}

function notMultiple(value: string, divisor: string): Text {
  return { en: `${value} is not a multiple of ${divisor}`, zh: `${value} 不是 ${divisor} 的整数倍` };
}
