import type { FolderDims } from "./folder-dims.ts";
import type { PixelNormalization } from "./folder-pixels.ts";
import type { TimmArguments } from "./openvla-config.ts";
import type { TimmTower } from "./timm-towers.ts";

export type SavedPrecision = "f32" | "bf16" | "f16";

export const TORCH_DTYPE = { f32: "float32", bf16: "bfloat16", f16: "float16" } as const;

/** config.json of a model that was not loaded from a folder. `vision` holds the timm arguments of its towers. */
export function describeConfig(
  { imageSize, featurizer, fused_featurizer: fused, llama }: FolderDims,
  { precision, vocabBase, padId }: { precision: SavedPrecision; vocabBase: number; padId: number },
) {
  const towers = fused ? [featurizer, fused] : [featurizer];
  return {
    architectures: ["OpenVLAForActionPrediction"],
    model_type: "openvla",
    arch_specifier: fused ? "no-align+fused-gelu-mlp" : "no-align+gelu-mlp",
    vision_backbone_id: fused ? "dinosiglip-vit-so-224px" : isDino(featurizer) ? "dinov2-vit-l" : "siglip-vit-so400m",
    use_fused_vision_backbone: fused !== null,
    timm_model_ids: towers.map((tower) => (isDino(tower) ? DINO_ID : SIGLIP_ID)),
    timm_override_act_layers: towers.map(() => null),
    image_sizes: towers.map(() => imageSize),
    image_resize_strategy: "resize-naive",
    vision: {
      img_size: imageSize,
      featurizer: timmArguments(featurizer),
      ...(fused && { fused_featurizer: timmArguments(fused) }),
    },
    llm_backbone_id: "llama2-7b-pure",
    llm_max_length: 2048,
    pad_token_id: padId,
    // The original takes the action tokens to end this many ids below the embedding table's size.
    pad_to_multiple_of: llama.vocab - vocabBase,
    n_action_bins: 256,
    text_config: {
      model_type: "llama",
      vocab_size: llama.vocab,
      pad_token_id: padId,
      hidden_size: llama.width,
      intermediate_size: llama.mlp,
      num_hidden_layers: llama.layers,
      num_attention_heads: llama.heads,
      rms_norm_eps: llama.rmsEps,
      rope_theta: llama.ropeTheta,
      torch_dtype: TORCH_DTYPE[precision],
    },
    torch_dtype: TORCH_DTYPE[precision],
  };
}

/** preprocessor_config.json of such a model. */
export function describePreprocessor(dims: FolderDims, pixels: PixelNormalization) {
  const towers = pixels.map(() => dims.imageSize);
  return {
    image_processor_type: "PrismaticImageProcessor",
    processor_class: "PrismaticProcessor",
    use_fused_vision_backbone: dims.fused_featurizer !== null,
    image_resize_strategy: "resize-naive",
    input_sizes: towers.map((size) => [3, size, size]),
    interpolations: towers.map(() => "bicubic"),
    means: pixels.map(({ mean }) => mean),
    stds: pixels.map(({ std }) => std),
    tvf_resize_params: towers.map((size) => ({
      antialias: true,
      interpolation: 3,
      max_size: null,
      size: [size, size],
    })),
    tvf_crop_params: towers.map((size) => ({ output_size: [size, size] })),
    tvf_normalize_params: pixels.map((pixel) => ({ inplace: false, ...pixel })),
    tvf_do_letterbox: false,
    tvf_letterbox_fill: null,
  };
}

const DINO_ID = "vit_large_patch14_reg4_dinov2.lvd142m";
const SIGLIP_ID = "vit_so400m_patch14_siglip_224";

function isDino({ registers }: TimmTower): boolean {
  return registers !== null;
}

function timmArguments({ patch, width, depth, heads, mlp, registers, hasPool }: TimmTower): TimmArguments {
  const exact = mlp / width;
  return {
    patch_size: patch,
    embed_dim: width,
    depth,
    num_heads: heads,
    // timm truncates the product, which may fall just below the whole number.
    mlp_ratio: Math.trunc(width * exact) === mlp ? exact : (mlp + 0.5) / width,
    reg_tokens: registers ?? 0,
    class_token: registers !== null,
    ...(registers === null ? { global_pool: hasPool ? "map" : "" } : { init_values: 1e-5, no_embed_class: true }),
  };
}
