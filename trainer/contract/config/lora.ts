import { z } from "zod";
import { field } from "./field.ts";

export const LoraConfig = z.object({
  enabled: field(
    z.boolean().default(true),
    { en: "Train with LoRA", zh: "用 LoRA 训练" },
    {
      en: "Loaded weights stay frozen; small matrices beside them are trained. Needs a model to start from. Off: all parameters are trained.",
      zh: "载入的权重保持冻结，只训练旁路的小矩阵；需要一个起始模型。关闭则训练全部参数。",
    },
  ),
  rank: field(
    z.int().min(1).max(1024).default(32),
    { en: "Rank", zh: "秩" },
    { en: "Inner width of the adapters.", zh: "适配器的内部宽度。" },
  ),
  alpha: field(
    z.number().positive().max(4096).nullable().default(null),
    { en: "Alpha", zh: "Alpha" },
    {
      en: "Adapters are scaled by alpha / rank; empty = min(rank, 16), as in the original.",
      zh: "适配器按 alpha / rank 缩放；留空为 min(rank, 16)，与原版相同。",
    },
    { advanced: true },
  ),
  dropout: field(
    z.number().min(0).max(0.9).default(0),
    { en: "Dropout", zh: "Dropout" },
    { en: "Dropout on the adapters' input, in training only.", zh: "对适配器输入的 dropout，仅训练时生效。" },
  ),
  targets: field(
    z.enum(["reachable", "original"]).default("reachable"),
    { en: "Targets", zh: "作用范围" },
    {
      en: "reachable: every linear and patch convolution that influences the action. original: also lm_head, the towers' unused last blocks and the attention pool, as the original adapts them.",
      zh: "reachable：所有影响动作的线性层与图块卷积；original：另含 lm_head、视觉塔未用的末块和注意力池，与原版一致。",
    },
    { advanced: true },
  ),
  mergeDuringTraining: field(
    z.boolean().default(true),
    { en: "Merge at every checkpoint", zh: "每个检查点都合并" },
    {
      en: "Each checkpoint also holds the model with its adapters merged in, ready to be loaded elsewhere.",
      zh: "每个检查点另存一份已合并适配器的模型，可直接在别处加载。",
    },
  ),
});
export type LoraConfig = z.infer<typeof LoraConfig>;
