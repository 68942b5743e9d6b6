import { z } from "zod";
import { field } from "./field.ts";

const KeepCheckpoints = z.union([z.enum(["all", "latest"]), z.object({ best: z.int().min(1).max(1000) })]);

export const TrainingConfig = z.object({
  batchSize: field(
    z.int().min(1).max(4096).default(8),
    { en: "Batch size", zh: "批大小" },
    {
      en: "Samples in one step. The energy model sees batch − 1 negatives, so more is better for it.",
      zh: "每步的样本数。能量模型的负样本数为批大小减一，越大对它越有利。",
    },
    { unit: "samples" },
  ),
  learningRate: field(
    z.number().positive().max(1).default(5e-4),
    { en: "Learning rate", zh: "学习率" },
    { en: "Peak learning rate of the policy (AdamW).", zh: "策略的峰值学习率（AdamW）。" },
  ),
  lrWarmupSteps: field(
    z.int().min(0).max(10_000_000).default(0),
    { en: "Warm-up", zh: "预热步数" },
    {
      en: "The learning rate rises linearly from 10 % to 100 % over these steps.",
      zh: "学习率在这些步内从 10 % 线性升到 100 %。",
    },
    { unit: "steps" },
  ),
  stepsBeforeDecay: field(
    z.int().min(1).max(100_000_000).default(100_000),
    { en: "Steps before decay", zh: "衰减前步数" },
    { en: "After this step the learning rate is a tenth.", zh: "此步之后学习率降为十分之一。" },
    { unit: "steps" },
  ),
  gradAccumulationSteps: field(
    z.int().min(1).max(4096).default(1),
    { en: "Gradient accumulation", zh: "梯度累积" },
    {
      en: "Batches whose gradients are averaged into one step.",
      zh: "每一步由这么多个批次的梯度平均而成。",
    },
    { unit: "batches" },
  ),
  maxSteps: field(
    z.int().min(1).max(100_000_000).default(200_000),
    { en: "Steps", zh: "训练步数" },
    { en: "The run ends after this many updates.", zh: "完成这么多次更新后结束。" },
    { unit: "steps" },
  ),
  weightDecay: field(
    z.number().min(0).max(10).default(0.01),
    { en: "Weight decay", zh: "权重衰减" },
    {
      en: "Decoupled weight decay of the policy's AdamW. From random weights, more of it keeps the picture tokens from growing until they drown their own differences.",
      zh: "策略 AdamW 的解耦权重衰减。从随机权重训练时，较大的值可防止图像词元不断变大、淹没彼此的差别。",
    },
  ),
  clipNorm: field(
    z.number().positive().max(1e6).nullable().default(null),
    { en: "Gradient clip", zh: "梯度裁剪" },
    {
      en: "Largest global gradient norm of the policy; empty = no clipping, as in the original.",
      zh: "策略梯度全局范数上限；留空表示不裁剪，与原版相同。",
    },
  ),
  logFreq: field(
    z.int().min(1).max(100_000).default(10),
    { en: "Log every", zh: "记录间隔" },
    { en: "Metrics are the means over the steps since the last line.", zh: "指标取自上一行以来各步的均值。" },
    { unit: "steps" },
  ),
  saveFreq: field(
    z.int().min(1).max(100_000_000).default(10_000),
    { en: "Save every", zh: "保存间隔" },
    {
      en: "A checkpoint is written every so many steps, and always at the end.",
      zh: "每隔这么多步保存一个检查点，结束时也会保存。",
    },
    { unit: "steps" },
  ),
  keepCheckpoints: field(
    KeepCheckpoints.default("all"),
    { en: "Keep", zh: "保留检查点" },
    {
      en: "all, only the latest, or the best k by validation L1 (plus the latest).",
      zh: "全部、仅最新，或按验证 L1 保留最好的 k 个（外加最新）。",
    },
  ),
  useValSet: field(
    z.boolean().default(false),
    { en: "Validate", zh: "启用验证" },
    { en: "Measures all metrics on episodes that are never trained on.", zh: "在从未用于训练的轨迹上计算全部指标。" },
  ),
  valFreq: field(
    z.int().min(1).max(100_000_000).default(10_000),
    { en: "Validate every", zh: "验证间隔" },
    { en: "Steps between validations; one more comes at the end.", zh: "两次验证之间的步数；结束时再验证一次。" },
    { unit: "steps" },
  ),
  valFrames: field(
    z.int().min(1).max(10_000_000).default(10_000),
    { en: "Validation frames", zh: "验证帧数" },
    { en: "Held-out frames that are looked at, the same ones every time.", zh: "每次验证使用的留出帧数，每次相同。" },
    { unit: "frames" },
  ),
  valTimeLimitSeconds: field(
    z.number().positive().max(86_400).default(180),
    { en: "Validation limit", zh: "验证时限" },
    { en: "A validation stops after this time, with what it has seen.", zh: "验证到时即停，用已看到的结果。" },
    { unit: "s" },
  ),
  valProbes: field(
    z.boolean().default(false),
    { en: "Probes", zh: "探测" },
    {
      en: "Also measures how much L1 rises when the instruction names another object, and when the picture is blank. Needs the sample data.",
      zh: "另测指令换成另一物体、以及画面全黑时 L1 上升多少。需要示例数据。",
    },
  ),
  gradientCheckpointing: field(
    z.boolean().default(false),
    { en: "Gradient checkpointing", zh: "梯度检查点" },
    {
      en: "Blocks are computed again in the backward pass instead of being kept: less memory, more time, same gradients.",
      zh: "反向时重新计算各块而不保存中间结果：省内存、费时间，梯度不变。",
    },
    { advanced: true },
  ),
  precision: field(
    z.enum(["f32", "bf16", "f16"]).default("f32"),
    { en: "Saved precision", zh: "保存精度" },
    {
      en: "Number format of the saved model. Training computes in f32, and what resuming needs is kept exactly.",
      zh: "保存模型所用的数字格式。训练以 f32 计算，续训所需的内容会精确保留。",
    },
    { advanced: true },
  ),
  seed: field(
    z.int().min(0).max(4_294_967_295).default(0),
    { en: "Seed", zh: "随机种子" },
    { en: "Initial weights, data order and augmentation follow from it.", zh: "初始权重、数据顺序和增强都由它决定。" },
  ),
});
export type TrainingConfig = z.infer<typeof TrainingConfig>;
