import { expect, test } from "vitest";
import { TrainConfig } from "#trainer/contract/config.ts";
import { exportArgs } from "#trainer/contract/original/export-args.ts";
import { ORIGINAL_FLAGS, valueAt } from "#trainer/contract/original/flags.ts";
import { importArgs } from "#trainer/contract/original/import-args.ts";
import { configPaths } from "#trainer/contract/overrides.ts";

const MISSION = `torchrun --standalone --nnodes 1 --nproc-per-node 8 vla-scripts/finetune_Energy.py \\
  --vla_path openvla/openvla-7b \\
  --data_root_dir "/data sets/rlds" \\
  --dataset_name libero_spatial_no_noops \\
  --use_l1_regression True --use_diffusion False --use_film=False --num_images_in_input 2 --use_proprio True \\
  --batch_size 8 --learning_rate 5e-4 --num_steps_before_decay 100000 --max_steps 150_005 --save_freq 10000 \\
  --save_latest_checkpoint_only False --image_aug True --lora_rank 32 \\
  --wandb_entity me --wandb_project lab --run_id_note 'parallel dec--8 acts'`;

/** A value other than the default for every flag, and what it must become. */
const OTHER: Record<string, [text: string, path: string, value: unknown]> = {
  vla_path: ["my/model", "model.vlaPath", "my/model"],
  data_root_dir: ["/data", "data.rootDir", "/data"],
  dataset_name: ["bridge_orig", "data.datasetName", "bridge_orig"],
  run_root_dir: ["/runs", "run.dir", "/runs"],
  shuffle_buffer_size: ["5000", "data.shuffleBufferSize", 5000],
  use_l1_regression: ["False", "head.kind", "token"],
  use_film: ["True", "film.enabled", true],
  num_images_in_input: ["3", "data.numImages", 3],
  use_proprio: ["True", "data.useProprio", true],
  batch_size: ["4", "training.batchSize", 4],
  learning_rate: ["1e-4", "training.learningRate", 1e-4],
  lr_warmup_steps: ["500", "training.lrWarmupSteps", 500],
  num_steps_before_decay: ["50000", "training.stepsBeforeDecay", 50_000],
  grad_accumulation_steps: ["4", "training.gradAccumulationSteps", 4],
  max_steps: ["150005", "training.maxSteps", 150_005],
  use_val_set: ["True", "training.useValSet", true],
  val_freq: ["2000", "training.valFreq", 2000],
  val_time_limit: ["60", "training.valTimeLimitSeconds", 60],
  save_freq: ["5000", "training.saveFreq", 5000],
  save_latest_checkpoint_only: ["True", "training.keepCheckpoints", "latest"],
  image_aug: ["False", "data.imageAug", false],
  use_lora: ["False", "lora.enabled", false],
  lora_rank: ["64", "lora.rank", 64],
  lora_dropout: ["0.1", "lora.dropout", 0.1],
  merge_lora_during_training: ["False", "lora.mergeDuringTraining", false],
  run_id_note: ["seed 2", "run.note", "seed 2"],
  run_id_override: ["mine", "run.name", "mine"],
  wandb_log_freq: ["5", "training.logFreq", 5],
  energy_warm_steps: ["50000", "energy.warmSteps", 50_000],
  energy_learning_rate: ["5e-3", "energy.learningRate", 5e-3],
};
/** Flags that mean something only together with others, and those that nothing here takes. */
const TOGETHER = ["use_diffusion", "num_diffusion_steps_train", "resume", "resume_step"];

test("a real command is understood, and what it says for others is listed", () => {
  const { config, unmapped, notes } = importArgs(MISSION);
  expect(config.data).toMatchObject({
    rootDir: "/data sets/rlds",
    datasetName: "libero_spatial_no_noops",
    numImages: 2,
  });
  expect(config.data.platform.kind).toBe("libero");
  expect(config.training.maxSteps).toBe(150_005);
  expect(config.run).toMatchObject({ note: "parallel dec--8 acts", resume: "never" });
  expect(config.energy.enabled).toBe(true);
  expect(unmapped.map(({ flag }) => flag)).toEqual(["wandb_entity", "wandb_project"]);
  expect(notes.map(({ en }) => en).join()).toContain("data.platform is libero");
});

test("an empty command line is the original's defaults, and gives no arguments back", () => {
  const { config } = importArgs("");
  for (const { path, default: value } of ORIGINAL_FLAGS) if (path) expect(valueAt(config, path), path).toEqual(value);
  expect(exportArgs(config)).toEqual({ script: "vla-scripts/finetune_Energy.py", args: [], lost: [] });
});

test.each(ORIGINAL_FLAGS.filter(({ name }) => name in OTHER).map(({ name }) => name))(
  "--%s goes there and back",
  (name) => {
    const [text, path, value] = OTHER[name]!;
    const { config, unmapped } = importArgs(`--${name} "${text}"`);
    expect(valueAt(config, path)).toEqual(value);
    expect(unmapped).toEqual([]);
    const { args } = exportArgs(config);
    expect(args.slice(0, 2)).toEqual([`--${name}`, name.endsWith("rate") ? String(value) : text]);
    expect(importArgs(args.map((word) => `'${word}'`).join(" ")).config).toEqual(config);
  },
);

test("every flag is either tested above or says why nothing takes it", () => {
  const rest = ORIGINAL_FLAGS.filter(({ name, unmapped }) => !(name in OTHER) && !TOGETHER.includes(name) && !unmapped);
  expect(rest).toEqual([]);
});

test("diffusion and resume are choices that several flags make together", () => {
  const diffusion = importArgs("--use_l1_regression False --use_diffusion True --num_diffusion_steps_train 20").config;
  expect(diffusion.head).toEqual({ kind: "diffusion", diffusionTrainSteps: 20, diffusionInferenceSteps: 20 });
  expect(exportArgs(diffusion).args.join(" ")).toBe(
    "--use_l1_regression False --use_diffusion True --num_diffusion_steps_train 20",
  );
  expect(importArgs("--resume True --resume_step 300").config.run.resume).toBe(300);
  expect(exportArgs(importArgs("--resume --resume_step 300").config).args.join(" ")).toBe(
    "--resume True --resume_step 300",
  );
});

test("finetune.py has no energy model; the platform is the first name in the whole command", () => {
  const { config } = importArgs("vla-scripts/finetune.py --dataset_name aloha1_scoop --data_root_dir /libero");
  expect(config.energy.enabled).toBe(false);
  expect(config.data.platform.kind).toBe("libero");
  expect(exportArgs(config).script).toBe("vla-scripts/finetune.py");
});

test.each([
  ["--use_diffusion True", "--use_l1_regression and --use_diffusion are both True"],
  ["--batch_size eight", '--batch_size is a whole number, found "eight"'],
  ["--batch_size 0", "training.batchSize"],
  ["--use_film maybe", "--use_film is True or False"],
  ["--learning_rate", "--learning_rate needs a value"],
  ["batch_size 8", "expected a flag like --batch_size"],
  ["--run_id_note 'x", "ends inside a ' quote"],
])("%s is refused in one sentence", (line, sentence) => {
  expect(() => importArgs(line)).toThrow(sentence);
});

test("an unknown flag is listed, not swallowed", () => {
  expect(importArgs("--use_magic True").unmapped).toEqual([
    { flag: "use_magic", value: "True", reason: expect.objectContaining({ en: "the original has no such field" }) },
  ]);
});

test("every field that leaves its default reaches a flag or is listed as lost", () => {
  const base = TrainConfig.parse({});
  for (const path of configPaths()) {
    if (path.startsWith("model.size.") || path.startsWith("model.init.")) continue;
    const changed = withOther(base, path);
    if (!changed) continue;
    const { args, lost, script } = exportArgs(changed);
    const back = importArgs(`${script} ${args.map((word) => `'${word}'`).join(" ")}`).config;
    const arrives = JSON.stringify(valueAt(back, path)) === JSON.stringify(valueAt(changed, path));
    expect(arrives || lost.some((row) => row.path.startsWith(path)), path).toBe(true);
  }
});

/** The config with another sound value at a path; null where no single change is sound. */
function withOther(base: TrainConfig, path: string): TrainConfig | null {
  const old = valueAt(base, path);
  const choices: unknown[] = [true, false, 3, 0.25, "latest", "never", 7, "wasm", "dino", "repeat", "original", "bf16"];
  for (const value of [...choices, "softplus", "elsewhere"]) {
    const next = structuredClone(base) as Record<string, unknown>;
    const keys = path.split(".");
    const last = keys.pop()!;
    const node = keys.reduce<Record<string, unknown> | undefined>((at, key) => at?.[key] as never, next);
    if (!node || value === old) continue;
    node[last] = value;
    const parsed = TrainConfig.safeParse(next);
    if (parsed.success && JSON.stringify(valueAt(parsed.data, path)) !== JSON.stringify(old)) return parsed.data;
  }
  return null;
}
