import type { Text } from "../config/field.ts";
import { TrainConfig } from "../config.ts";
import { ORIGINAL_FLAGS, type OriginalFlag, valueAt } from "./flags.ts";

export type ExportedArgs = {
  /** Script of the original's repository that trains this. */
  script: string;
  /** `--name`, value, … of every field that leaves the original's default. */
  args: string[];
  /** Fields of the config that the original cannot do as they stand, and what it does instead. */
  lost: { path: string; value: unknown; reason: Text }[];
};

/** Fields that flags without a path of their own carry, or that the original takes from the model's folder. */
const CARRIED = ["head.kind", "head.diffusionTrainSteps", "energy.enabled", "data.platform.kind", "run.resume"];
const OF_THE_MODEL = ["model.size.", "model.init."];

/** The original's command line for a config, and what it cannot say. */
export function exportArgs(config: TrainConfig): ExportedArgs {
  const args = ORIGINAL_FLAGS.flatMap((flag) => {
    const value = flagValue(flag, config);
    return value === flag.default || value === null ? [] : [`--${flag.name}`, pythonText(flag, value)];
  });
  const script = config.energy.enabled ? "vla-scripts/finetune_Energy.py" : "vla-scripts/finetune.py";
  return { script, args, lost: lostFields(config) };
}

/** The value of a flag that says what a config says. */
export function flagValue({ of, path, default: fallback }: OriginalFlag, config: TrainConfig) {
  if (of) return of(config);
  return path ? (valueAt(config, path) as OriginalFlag["default"]) : fallback;
}

/** A flag's value as draccus reads it. */
export function pythonText({ kind }: OriginalFlag, value: unknown): string {
  return kind === "bool" ? (value ? "True" : "False") : String(value);
}

function lostFields(config: TrainConfig): ExportedArgs["lost"] {
  const mapped = new Set([...CARRIED, ...ORIGINAL_FLAGS.flatMap(({ path }) => path ?? [])]);
  const defaults = new Map(leaves(TrainConfig.parse({ head: { kind: config.head.kind } })));
  const withoutFlag = leaves(config).filter(
    ([path, value]) =>
      !mapped.has(path) && !OF_THE_MODEL.some((start) => path.startsWith(start)) && !same(value, defaults.get(path)),
  );
  const found = withoutFlag.flatMap(([path, value]) => {
    const reason =
      path in REASONS ? REASONS[path]!(config) : { en: "the original has no such setting", zh: "原版没有这个设置" };
    return reason === null ? [] : [{ path, value, reason }];
  });
  return [...found, ...refused(config)];
}

/** Fields without a flag of their own: null where the original does the same, else why it cannot. */
const REASONS: Record<string, (config: TrainConfig) => Text | null> = {
  "training.keepCheckpoints": ({ training }) => (training.keepCheckpoints === "latest" ? null : KEEPS),
  "training.keepCheckpoints.best": () => KEEPS,
  "head.diffusionInferenceSteps": ({ head }) =>
    head.kind === "diffusion" && head.diffusionInferenceSteps === head.diffusionTrainSteps
      ? null
      : { en: "the original samples with as many steps as it trains with", zh: "原版的采样步数与训练噪声级数相同" },
};
const KEEPS = { en: "the original keeps all checkpoints or the latest alone", zh: "原版只能保留全部或仅最新的检查点" };

/** Values of fields that have a flag, which the original cannot take. */
function refused({ model, training, lora, data, energy, head }: TrainConfig): ExportedArgs["lost"] {
  const rules: [boolean, string, unknown, Text][] = [
    [
      model.vlaPath === null,
      "model.vlaPath",
      null,
      { en: "the original always starts from a model", zh: "原版总是从一个模型开始" },
    ],
    [
      !lora.enabled,
      "lora.enabled",
      false,
      { en: "the original refuses to train without LoRA", zh: "原版不允许不用 LoRA 训练" },
    ],
    [
      data.datasetName.includes(","),
      "data.datasetName",
      data.datasetName,
      { en: "the original knows mixtures by their names alone", zh: "原版只按名称识别数据混合" },
    ],
    [
      !Number.isInteger(training.valTimeLimitSeconds),
      "training.valTimeLimitSeconds",
      training.valTimeLimitSeconds,
      { en: "the original takes whole seconds", zh: "原版只接受整数秒" },
    ],
    [
      training.lrWarmupSteps > 0 && training.stepsBeforeDecay < training.maxSteps,
      "training.stepsBeforeDecay",
      training.stepsBeforeDecay,
      { en: "the original's warm-up cancels the decay", zh: "原版的预热会取消衰减" },
    ],
    [
      energy.enabled && head.kind !== "l1",
      "energy.enabled",
      true,
      { en: "the original's energy script runs with the L1 head alone", zh: "原版的能量脚本只能用 L1 动作头" },
    ],
  ];
  return rules.filter(([holds]) => holds).map(([, path, value, reason]) => ({ path, value, reason }));
}

function leaves(node: unknown, prefix = ""): [path: string, value: unknown][] {
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, `${prefix}${key}.`)
      : [[prefix + key, value]],
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
