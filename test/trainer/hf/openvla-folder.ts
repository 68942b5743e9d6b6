import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { planShards } from "#trainer/hf/plan-shards.ts";
import { toFloat32 } from "#trainer/safetensors/dtype.ts";
import { type TensorToWrite, writeSafetensors } from "#trainer/safetensors/write.ts";
import { readGolden } from "../golden.ts";

/** What config.json of the golden openvla_tiny says, in the original's words; its manifest has the same numbers. */
export const TINY_CONFIG = {
  architectures: ["OpenVLAForActionPrediction"],
  model_type: "openvla",
  arch_specifier: "no-align+fused-gelu-mlp",
  vision_backbone_id: "dinosiglip-vit-so-224px",
  use_fused_vision_backbone: true,
  timm_model_ids: ["vit_tiny_dinov2_like", "vit_tiny_siglip_like"],
  image_sizes: [28, 28],
  vision: { featurizer: { num_heads: 4 }, fused_featurizer: { num_heads: 4 } },
  pad_token_id: 320,
  pad_to_multiple_of: 64,
  n_action_bins: 256,
  text_config: {
    model_type: "llama",
    vocab_size: 384,
    hidden_size: 32,
    intermediate_size: 64,
    num_hidden_layers: 3,
    num_attention_heads: 4,
  },
  torch_dtype: "float32",
};

const NUMBERS = (value: number, count: number) => Array.from({ length: count }, () => value);
const DIMS = (count: number) => ({
  mean: NUMBERS(0, count),
  std: NUMBERS(1, count),
  max: NUMBERS(2, count),
  min: NUMBERS(-2, count),
  q01: NUMBERS(-1, count),
  q99: NUMBERS(1, count),
});
export const TINY_STATISTICS = {
  toy: {
    action: { ...DIMS(7), mask: [true, true, true, true, true, true, false] },
    proprio: DIMS(8),
    num_transitions: 12,
    num_trajectories: 2,
  },
};

/** 320 ids: three special tokens, letters, "▁" at 40 as in the golden case, and 256 action tokens at the end. */
export function tinyTokenizer() {
  const letters = [..."InWhatcosuldkerb?:Oqpfgvm.y"].filter((letter, i, all) => all.indexOf(letter) === i);
  const tokens = ["<unk>", "<s>", "</s>", ...letters.slice(0, 37)];
  while (tokens.length < 40) tokens.push(`spare${tokens.length}`);
  tokens.push("▁");
  while (tokens.length < 320) tokens.push(`token${tokens.length}`);
  const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: "1.0",
    added_tokens: [
      ...["<unk>", "<s>", "</s>"].map((content, id) => ({ id, content, ...special })),
      { id: 320, content: "<PAD>", ...special },
    ],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "Prepend", prepend: "▁" },
        { type: "Replace", pattern: { String: " " }, content: "▁" },
      ],
    },
    pre_tokenizer: null,
    model: {
      type: "BPE",
      unk_token: "<unk>",
      fuse_unk: true,
      byte_fallback: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: [],
    },
  };
}

export async function tinyTensors(): Promise<TensorToWrite[]> {
  const weights = await readGolden("openvla_tiny", "weights");
  return [...weights].map(([name, { shape, data }]) => ({ name, shape, data: toFloat32(data) }));
}

export type FolderChange = { config?: object; tensors?: TensorToWrite[]; maxShardBytes?: number };

/** Write the golden openvla_tiny as a Hugging Face folder, as the original's own saving would lay it out. */
export async function writeTinyFolder(dir: string, { config, tensors, maxShardBytes }: FolderChange = {}) {
  await mkdir(dir, { recursive: true });
  const json = (name: string, value: object) => writeFile(join(dir, name), JSON.stringify(value));
  await json("config.json", { ...TINY_CONFIG, ...config });
  await json("tokenizer.json", tinyTokenizer());
  await json("dataset_statistics.json", TINY_STATISTICS);
  await json("preprocessor_config.json", {
    means: [
      [0.485, 0.456, 0.406],
      [0.5, 0.5, 0.5],
    ],
    stds: [
      [0.229, 0.224, 0.225],
      [0.5, 0.5, 0.5],
    ],
  });
  const sized = (tensors ?? (await tinyTensors())).map((tensor) => ({
    ...tensor,
    bytes: 4 * tensor.shape.reduce((size, side) => size * side, 1),
  }));
  const { shards, index } = planShards(sized, maxShardBytes ?? Number.POSITIVE_INFINITY);
  for (const shard of shards) await writeSafetensors(join(dir, shard.file), shard.tensors, { format: "pt" });
  if (index) await json("model.safetensors.index.json", index);
}
