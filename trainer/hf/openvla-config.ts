import { z } from "zod";
import { TIMM_IDS } from "./timm-towers.ts";

/** Arguments of timm's VisionTransformer; absent ones are read off the tensors or have timm's meaning of absent. */
export const TimmArguments = z.looseObject({
  patch_size: z.int().positive().optional(),
  embed_dim: z.int().positive().optional(),
  depth: z.int().min(2).optional(),
  num_heads: z.int().positive(),
  mlp_ratio: z.number().positive().optional(),
  reg_tokens: z.int().min(0).optional(),
  class_token: z.boolean().optional(),
  global_pool: z.string().optional(),
});
export type TimmArguments = z.infer<typeof TimmArguments>;

/** A Llama's text_config; what is absent has the default of transformers' LlamaConfig. */
const TextConfig = z.looseObject({
  model_type: z.literal("llama").default("llama"),
  hidden_size: z.int().positive().default(4096),
  intermediate_size: z.int().positive().default(11008),
  num_hidden_layers: z.int().positive().default(32),
  num_attention_heads: z.int().positive().default(32),
  num_key_value_heads: z.int().positive().nullish(),
  head_dim: z.int().positive().nullish(),
  vocab_size: z.int().positive().default(32_000),
  rms_norm_eps: z.number().positive().default(1e-6),
  rope_theta: z.number().positive().default(10_000),
  rope_scaling: z.null().optional(),
  hidden_act: z.literal("silu").default("silu"),
  attention_bias: z.literal(false).default(false),
  mlp_bias: z.literal(false).default(false),
  tie_word_embeddings: z.literal(false).default(false),
});

/**
 * config.json of an OpenVLA folder, in the original's words. `vision` is our addition, for towers that timm has no
 * name for: the timm arguments of `featurizer` and, when fused, of `fused_featurizer`.
 */
export const OpenVlaConfig = z
  .looseObject({
    model_type: z.enum(["openvla", "prismatic"]),
    vision_backbone_id: z.string().default("siglip-vit-so400m"),
    arch_specifier: z.string().default("no-align+gelu-mlp"),
    use_fused_vision_backbone: z.boolean().nullish(),
    timm_model_ids: z.array(z.string()).min(1).max(2).optional(),
    image_sizes: z.array(z.int().positive()).min(1).max(2).optional(),
    timm_override_act_layers: z.array(z.null()).optional(),
    image_resize_strategy: z.string().default("letterbox"),
    pad_token_id: z.int().min(0).default(32_000),
    pad_to_multiple_of: z.int().positive().default(64),
    n_action_bins: z.literal(256).default(256),
    text_config: TextConfig.prefault({}),
    vision: z
      .looseObject({
        img_size: z.int().positive().optional(),
        featurizer: TimmArguments,
        fused_featurizer: TimmArguments.optional(),
      })
      .optional(),
    norm_stats: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform((config) => {
    const known = TIMM_IDS[config.vision_backbone_id];
    const isFused = config.use_fused_vision_backbone ?? config.vision_backbone_id.startsWith("dinosiglip");
    return {
      ...config,
      isFused,
      timmIds: config.timm_model_ids ?? known?.ids ?? [],
      imageSizes: config.image_sizes ??
        (config.vision?.img_size ? [config.vision.img_size] : known?.imageSizes) ?? [224],
    };
  });
export type OpenVlaConfig = z.infer<typeof OpenVlaConfig>;

/** Check a parsed config.json; `file` is named in the error. */
export function parseOpenVlaConfig(json: unknown, file: string): OpenVlaConfig {
  const parsed = OpenVlaConfig.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`${file} does not describe an OpenVLA model that can be loaded: ${z.prettifyError(parsed.error)}`);
}
