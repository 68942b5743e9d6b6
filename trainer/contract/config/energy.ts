import { z } from "zod";
import { field } from "./field.ts";

export const EnergyConfig = z.object({
  enabled: field(
    z.boolean().default(true),
    { en: "Train the energy model", zh: "训练能量模型" },
    {
      en: "Learns how well an action chunk fits what is seen and said. Its loss does not reach the policy: the context is detached, by design.",
      zh: "学习动作块与所见所言的相容程度。其损失不回传到策略：上下文按设计被截断。",
    },
  ),
  learningRate: field(
    z.number().positive().max(1).default(5e-4),
    { en: "Energy learning rate", zh: "能量学习率" },
    {
      en: "Learning rate of the energy model's own AdamW; it has no schedule.",
      zh: "能量模型自己的 AdamW 学习率，不随步数变化。",
    },
  ),
  warmSteps: field(
    z.int().min(0).max(100_000_000).default(0),
    { en: "Energy hold", zh: "能量预热" },
    {
      en: "For so many steps the energy loss is measured, but its weights are held.",
      zh: "在这些步内只计算能量损失，不更新其权重。",
    },
    { unit: "steps" },
  ),
  tau: field(
    z.number().positive().max(100).default(0.5),
    { en: "Temperature τ", zh: "温度 τ" },
    { en: "Temperature of the InfoNCE loss.", zh: "InfoNCE 损失的温度。" },
  ),
  clipNorm: field(
    z.number().positive().max(1e6).default(1),
    { en: "Energy gradient clip", zh: "能量梯度裁剪" },
    { en: "Largest gradient norm of the energy model.", zh: "能量模型梯度范数上限。" },
  ),
  hidden: field(
    z.int().min(4).max(8192).default(512),
    { en: "Hidden width", zh: "隐藏宽度" },
    { en: "Width of the energy model; must be divisible by its heads.", zh: "能量模型宽度，须能被头数整除。" },
  ),
  heads: field(
    z.int().min(1).max(128).default(8),
    { en: "Heads", zh: "注意力头数" },
    { en: "Heads of the cross-attention from actions to context.", zh: "动作到上下文交叉注意力的头数。" },
  ),
  dropout: field(
    z.number().min(0).max(0.9).default(0.2),
    { en: "Dropout", zh: "Dropout" },
    { en: "Dropout on the encoded actions, in training only.", zh: "对编码后动作的 dropout，仅训练时生效。" },
  ),
});
export type EnergyConfig = z.infer<typeof EnergyConfig>;
