import { z } from "zod";
import { field } from "./field.ts";

export const FilmConfig = z.object({
  enabled: field(
    z.boolean().default(false),
    { en: "FiLM", zh: "FiLM" },
    {
      en: "The instruction scales and shifts the features of every vision block.",
      zh: "用指令对每个视觉块的特征做缩放与平移。",
    },
  ),
  mean: field(
    z.enum(["unpadded", "original"]).default("unpadded"),
    { en: "Instruction mean", zh: "指令均值" },
    {
      en: "unpadded: the mean over the text's own tokens. original: padding counts too, as its checkpoints were trained.",
      zh: "unpadded：只对文本自身的词元取均值；original：填充也计入，与原版检查点的训练方式一致。",
    },
    { advanced: true },
  ),
});
export type FilmConfig = z.infer<typeof FilmConfig>;
