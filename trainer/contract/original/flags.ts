import type { Text } from "../config/field.ts";
import type { TrainConfig } from "../config.ts";

export type FlagValue = string | number | boolean | null;
type Kind = "text" | "int" | "float" | "bool";

/** One field of the original's FinetuneConfig (draccus: `--name value`). */
export type OriginalFlag = {
  name: string;
  kind: Kind;
  default: FlagValue;
  /** Where the value stands in our config; null when the flag takes part in a choice, or has no counterpart. */
  path: string | null;
  /** The value that makes the original do what a config says. Absent: the original's default is written. */
  of?: (config: TrainConfig) => FlagValue;
  /** Why nothing here takes it. */
  unmapped?: Text;
};

const flag = (
  name: string,
  kind: Kind,
  fallback: FlagValue,
  path: string | null,
  more: Partial<OriginalFlag> = {},
) => ({
  name,
  kind,
  default: fallback,
  path,
  ...more,
});

const WANDB = { en: "Vela keeps the metrics itself", zh: "指标由 Vela 自己保存" };

/** Every field, in the original's order, with its default. */
export const ORIGINAL_FLAGS: OriginalFlag[] = [
  flag("vla_path", "text", "openvla/openvla-7b", "model.vlaPath"),
  flag("data_root_dir", "text", "datasets/rlds", "data.rootDir"),
  flag("dataset_name", "text", "aloha_scoop_x_into_bowl", "data.datasetName"),
  flag("run_root_dir", "text", "runs", "run.dir"),
  flag("shuffle_buffer_size", "int", 100_000, "data.shuffleBufferSize"),
  flag("use_l1_regression", "bool", true, null, { of: ({ head }) => head.kind === "l1" }),
  flag("use_diffusion", "bool", false, null, { of: ({ head }) => head.kind === "diffusion" }),
  flag("num_diffusion_steps_train", "int", 50, null, {
    of: ({ head }) => (head.kind === "diffusion" ? head.diffusionTrainSteps : 50),
  }),
  flag("use_film", "bool", false, "film.enabled"),
  flag("num_images_in_input", "int", 1, "data.numImages"),
  flag("use_proprio", "bool", false, "data.useProprio"),
  flag("batch_size", "int", 8, "training.batchSize"),
  flag("learning_rate", "float", 5e-4, "training.learningRate"),
  flag("lr_warmup_steps", "int", 0, "training.lrWarmupSteps"),
  flag("num_steps_before_decay", "int", 100_000, "training.stepsBeforeDecay"),
  flag("grad_accumulation_steps", "int", 1, "training.gradAccumulationSteps"),
  flag("max_steps", "int", 200_000, "training.maxSteps"),
  flag("use_val_set", "bool", false, "training.useValSet"),
  flag("val_freq", "int", 10_000, "training.valFreq"),
  flag("val_time_limit", "int", 180, "training.valTimeLimitSeconds", {
    of: ({ training }) => Math.max(1, Math.round(training.valTimeLimitSeconds)),
  }),
  flag("save_freq", "int", 10_000, "training.saveFreq"),
  flag("save_latest_checkpoint_only", "bool", false, null, {
    of: ({ training }) => training.keepCheckpoints === "latest",
  }),
  flag("resume", "bool", false, null, { of: ({ run }) => typeof run.resume === "number" }),
  flag("resume_step", "int", null, null, {
    of: ({ run }) => (typeof run.resume === "number" ? run.resume : null),
  }),
  flag("image_aug", "bool", true, "data.imageAug"),
  flag("diffusion_sample_freq", "int", 50, null, {
    unmapped: {
      en: "chunks are sampled for the metrics about every 50 steps, at one that is logged, and in validation",
      zh: "约每 50 步在记录步采样一次动作块来计算指标，验证时也采样",
    },
  }),
  flag("use_lora", "bool", true, "lora.enabled"),
  flag("lora_rank", "int", 32, "lora.rank"),
  flag("lora_dropout", "float", 0, "lora.dropout"),
  flag("merge_lora_during_training", "bool", true, "lora.mergeDuringTraining"),
  flag("wandb_entity", "text", "your-wandb-entity", null, { unmapped: WANDB }),
  flag("wandb_project", "text", "your-wandb-project", null, { unmapped: WANDB }),
  flag("run_id_note", "text", null, "run.note"),
  flag("run_id_override", "text", null, "run.name"),
  flag("wandb_log_freq", "int", 10, "training.logFreq"),
  // Counted in batches there, in steps here.
  flag("energy_warm_steps", "int", 0, null, {
    of: ({ energy, training }) => energy.warmSteps * training.gradAccumulationSteps,
  }),
  flag("energy_learning_rate", "float", 5e-4, "energy.learningRate"),
];

export function findFlag(name: string): OriginalFlag | undefined {
  return ORIGINAL_FLAGS.find((known) => known.name === name);
}

/** The value at a dotted path of a config. */
export function valueAt(config: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], config);
}
