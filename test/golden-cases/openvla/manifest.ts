import { z } from "zod";

const Numbers = z.array(z.number());
const Statistics = z.looseObject({
  mean: Numbers,
  std: Numbers,
  min: Numbers,
  max: Numbers,
  q01: Numbers,
  q99: Numbers,
  mask: z.array(z.boolean()).optional(),
});

const Lora = z.looseObject({
  r: z.number(),
  alpha: z.number(),
  targets: z.array(z.string()),
  lora_params_without_grad: z.array(z.string()).default([]),
});

/** What the checks of a whole policy need of its manifest. */
export const OpenVlaManifest = z.object({
  config: z.looseObject({
    text_config: z.looseObject({ vocab_size: z.number() }),
    vocab_size_tokenizer: z.number(),
    pad_token_id: z.number(),
    pad_to_multiple_of: z.number(),
    empty_token_id: z.number(),
    eos: z.number(),
    action_token_begin_idx: z.number(),
    vision: z.looseObject({
      img_size: z.number(),
      featurizer: z.looseObject({}),
      fused_featurizer: z.looseObject({}).optional(),
    }),
    image_processor: z.looseObject({ means: z.array(Numbers), stds: z.array(Numbers) }).optional(),
    NUM_ACTIONS_CHUNK: z.number(),
    ACTION_DIM: z.number(),
    platform: z.string().optional(),
    ACTION_PROPRIO_NORMALIZATION_TYPE: z.string().optional(),
    norm_stats: z.record(z.string(), z.object({ action: Statistics, proprio: Statistics.optional() })).default({}),
    diffusion_steps: z.number().default(50),
    energy: z.looseObject({ heads: z.number(), tau: z.number() }).optional(),
  }),
  lora: z.record(z.string(), Lora).default({}),
  base_params_without_grad: z.array(z.string()).default([]),
});

export type OpenVlaManifest = z.infer<typeof OpenVlaManifest>;
