import { z } from "zod";
import { field } from "./field.ts";

const Negatives = z.object({
  noise: field(
    z.boolean().default(false),
    { en: "Noise", zh: "噪声" },
    { en: "The matching chunk with Gaussian noise.", zh: "在匹配的动作块上加高斯噪声。" },
  ),
  temporalShift: field(
    z.boolean().default(false),
    { en: "Shift in time", zh: "时间平移" },
    { en: "The matching chunk, some steps too early or late.", zh: "把匹配的动作块提前或推迟若干步。" },
  ),
  amplitude: field(
    z.boolean().default(false),
    { en: "Amplitude", zh: "幅度" },
    { en: "The matching chunk, too large or too small.", zh: "把匹配的动作块放大或缩小。" },
  ),
  gripperFlip: field(
    z.boolean().default(false),
    { en: "Gripper flip", zh: "夹爪翻转" },
    { en: "The matching chunk with the gripper the other way.", zh: "把匹配的动作块中的夹爪取反。" },
  ),
});

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
  weightDecay: field(
    z.number().min(0).max(10).default(0.01),
    { en: "Energy weight decay", zh: "能量权重衰减" },
    { en: "Decoupled weight decay of the energy model's AdamW.", zh: "能量模型 AdamW 的解耦权重衰减。" },
    { advanced: true },
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
  output: field(
    z
      .enum([
        "scaledSigmoid",
        "scaledSigmoidPooled",
        "sigmoid",
        "sigmoidPooled",
        "softplus",
        "softplusTanh",
        "unbounded",
      ])
      .default("scaledSigmoid"),
    { en: "Output map", zh: "输出映射" },
    {
      en: "How a number becomes an energy. scaledSigmoid: 0.1 to 2.1 for each action of the chunk, then the mean. …Pooled: the mean first, then the map. softplusTanh: softplus of at most 30.",
      zh: "如何把网络输出变为能量。scaledSigmoid：每个动作取 0.1 到 2.1，再求平均。带 Pooled 的先平均再映射。softplusTanh：softplus，上限 30。",
    },
    { advanced: true },
  ),
  dropout: field(
    z.number().min(0).max(0.9).default(0.2),
    { en: "Dropout", zh: "Dropout" },
    { en: "Dropout on the encoded actions, in training only.", zh: "对编码后动作的 dropout，仅训练时生效。" },
  ),
  negatives: Negatives.prefault({}).meta({ label: { en: "More negatives", zh: "额外负样本" } }),
  l2: field(
    z.number().min(0).max(1000).default(0),
    { en: "L2 on energies", zh: "能量的 L2" },
    { en: "Weight of the mean squared energy in the energy loss.", zh: "能量损失中能量均方的权重。" },
    { advanced: true },
  ),
  only: field(
    z.boolean().default(false),
    { en: "Energy only", zh: "只训练能量" },
    { en: "The policy is frozen; the energy model alone is trained.", zh: "冻结策略，只训练能量模型。" },
  ),
});
export type EnergyConfig = z.infer<typeof EnergyConfig>;
