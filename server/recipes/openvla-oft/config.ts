import { z } from "zod";
import { DataConfig } from "#trainer/contract/config/data.ts";
import { field } from "#trainer/contract/config/field.ts";
import { FilmConfig } from "#trainer/contract/config/film.ts";
import { HeadConfig } from "#trainer/contract/config/head.ts";
import { LoraConfig } from "#trainer/contract/config/lora.ts";
import { TrainingConfig } from "#trainer/contract/config/training.ts";
import { TrainConfig } from "#trainer/contract/config.ts";
import { Argument, Program } from "../arguments.ts";

const text = (max: number) => Argument.min(1).max(max);

const Launcher = z.object({
  repoDir: field(
    z.string().max(4096).default(""),
    { en: "Repository", zh: "代码库" },
    {
      en: "Absolute path of the folder that holds vla-scripts/finetune.py; it starts there.",
      zh: "含有 vla-scripts/finetune.py 的文件夹的绝对路径，程序在其中启动。",
    },
  ),
  python: field(
    Program.max(4096).default("python"),
    { en: "Python", zh: "Python" },
    {
      en: "Name or path of the Python that has the repository's packages.",
      zh: "已安装该代码库依赖的 Python 的名称或路径。",
    },
  ),
  gpus: field(
    z.int().min(1).max(64).default(1),
    { en: "GPUs", zh: "GPU 数" },
    { en: "Processes that torchrun starts, one a GPU.", zh: "torchrun 启动的进程数，每个 GPU 一个。" },
  ),
  graceSeconds: field(
    z.number().min(0).max(86_400).default(180),
    { en: "Stop grace", zh: "停止宽限" },
    {
      en: "Time between asking it to stop and killing it. torchrun itself gives its processes 30 s.",
      zh: "从请求停止到强制结束的时间。torchrun 自身给各进程 30 秒。",
    },
    { unit: "s", advanced: true },
  ),
});

const Model = z.object({
  vlaPath: field(
    text(4096).default("openvla/openvla-7b"),
    { en: "Model to start from", zh: "起始模型" },
    {
      en: "Name on the Hugging Face Hub, or a folder; a relative path starts at the repository.",
      zh: "Hugging Face Hub 上的名称或文件夹；相对路径从代码库算起。",
    },
  ),
});

const Data = DataConfig.pick({ numImages: true, useProprio: true, imageAug: true, shuffleBufferSize: true }).extend({
  rootDir: field(
    text(4096).default("datasets/rlds"),
    { en: "Data root", zh: "数据根目录" },
    {
      en: "Folder that holds the RLDS data sets; a relative path starts at the repository.",
      zh: "存放 RLDS 数据集的目录；相对路径从代码库算起。",
    },
  ),
  datasetName: field(
    Argument.max(200)
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .default("aloha_scoop_x_into_bowl"),
    { en: "Data set", zh: "数据集" },
    {
      en: "A data set or mixture that the original has registered. Name it: its platform constants follow from the word libero, aloha or bridge in it.",
      zh: "原版已注册的数据集或混合名。请写明：其平台常量由名称中的 libero、aloha 或 bridge 决定。",
    },
  ),
});

const SomeTraining = TrainingConfig.pick({
  batchSize: true,
  learningRate: true,
  lrWarmupSteps: true,
  stepsBeforeDecay: true,
  gradAccumulationSteps: true,
  maxSteps: true,
  logFreq: true,
  saveFreq: true,
  useValSet: true,
  valFreq: true,
});
const Training = SomeTraining.extend({
  valTimeLimitSeconds: field(
    z.int().min(1).max(86_400).default(180),
    { en: "Validation limit", zh: "验证时限" },
    { en: "A validation stops after this time, with what it has seen.", zh: "验证到时即停，用已看到的结果。" },
    { unit: "s" },
  ),
  keepCheckpoints: field(
    z.enum(["all", "latest"]).default("all"),
    { en: "Keep", zh: "保留检查点" },
    {
      en: "All checkpoints or the latest alone. The original cannot resume from one kept as latest.",
      zh: "全部检查点或仅最新的。仅最新时原版无法续训。",
    },
  ),
  diffusionSampleFreq: field(
    z.int().min(1).max(100_000_000).default(50),
    { en: "Sample every", zh: "采样间隔" },
    {
      en: "With the diffusion head, chunks are sampled so often for the metrics.",
      zh: "用扩散动作头时，每隔这么多批采样一次以计算指标。",
    },
    { unit: "batches", advanced: true },
  ),
});

const Wandb = z.object({
  mode: field(
    z.enum(["offline", "online", "disabled"]).default("offline"),
    { en: "Mode", zh: "模式" },
    {
      en: "The script always calls wandb. online needs WANDB_API_KEY in secrets.env.",
      zh: "该脚本总会调用 wandb；online 需要在 secrets.env 中写 WANDB_API_KEY。",
    },
  ),
  entity: field(text(200).default("your-wandb-entity"), { en: "Entity", zh: "账户" }, WandbHelp("entity")),
  project: field(text(200).default("your-wandb-project"), { en: "Project", zh: "项目" }, WandbHelp("project")),
});

const group = (en: string, zh: string) => ({ label: { en, zh } });

/** What finetune.py can be told, in our groups and with our words where it means the same. */
export const OftConfig = z.object({
  launcher: Launcher.prefault({}).meta(group("Script", "脚本")),
  model: Model.prefault({}).meta(group("Model", "模型")),
  data: Data.prefault({}).meta(group("Data", "数据")),
  head: HeadConfig.prefault({ kind: "l1" }).meta(group("Action head", "动作头")),
  film: FilmConfig.pick({ enabled: true }).prefault({}).meta(group("FiLM", "FiLM")),
  training: Training.prefault({}).meta(group("Training", "训练")),
  lora: LoraConfig.pick({ rank: true, dropout: true, mergeDuringTraining: true })
    .prefault({})
    .meta(group("LoRA", "LoRA")),
  wandb: Wandb.prefault({}).meta(group("Weights & Biases", "Weights & Biases")),
});
export type OftConfig = z.infer<typeof OftConfig>;

function WandbHelp(name: string) {
  return { en: `What --wandb_${name} is given.`, zh: `传给 --wandb_${name} 的值。` };
}

/** The same in a config of ours, for the table of the original's flags. What it has no word for is ours by default. */
export function asTrainConfig({ model, data, head, film, training, lora }: OftConfig): TrainConfig {
  const base = TrainConfig.parse({ energy: { enabled: false } });
  return {
    ...base,
    model: { ...base.model, ...model },
    data: { ...base.data, ...data },
    head,
    film: { ...base.film, ...film },
    training: { ...base.training, ...training },
    lora: { ...base.lora, ...lora },
  };
}
