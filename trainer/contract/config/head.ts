import { z } from "zod";
import { field } from "./field.ts";

const L1Head = z.object({ kind: z.literal("l1") });

const DiffusionHead = z.object({
  kind: z.literal("diffusion"),
  diffusionTrainSteps: field(
    z.int().min(2).max(1000).default(50),
    { en: "Noise levels", zh: "噪声级数" },
    { en: "Noise levels of the DDIM schedule in training.", zh: "训练时 DDIM 噪声调度的级数。" },
    { unit: "steps" },
  ),
  diffusionInferenceSteps: field(
    z.int().min(1).max(1000).default(50),
    { en: "Sampling steps", zh: "采样步数" },
    {
      en: "Denoising steps when a chunk is sampled; at most the noise levels. Each is one pass through the model.",
      zh: "采样一个动作块时的去噪步数，不超过噪声级数；每步都要完整前向一次。",
    },
    { unit: "steps" },
  ),
});

const TokenHead = z.object({ kind: z.literal("token") });

/** How actions are read from the language model: regression, denoising, or 256-bin tokens. */
export const HeadConfig = z.discriminatedUnion("kind", [L1Head, DiffusionHead, TokenHead]);
export type HeadConfig = z.infer<typeof HeadConfig>;
