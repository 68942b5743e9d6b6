import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { planShards } from "#trainer/hf/plan-shards.ts";
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS } from "#trainer/lora/peft.ts";
import { toFloat32 } from "#trainer/safetensors/dtype.ts";
import { writeSafetensors } from "#trainer/safetensors/write.ts";
import type { Golden } from "../golden-case.ts";
import type { OpenVlaManifest } from "./manifest.ts";

/** Small enough that the tiny policy needs several files. */
const SHARD_BYTES = 200_000;

/** The golden weights as a Hugging Face folder, in shards, with the config that the manifest gives. */
export async function writeFolder(dir: string, weights: Golden, { config }: OpenVlaManifest): Promise<void> {
  const { vision, image_processor: processor } = config;
  const json = (name: string, value: object) => writeFile(join(dir, name), JSON.stringify(value));
  await json("config.json", {
    architectures: ["OpenVLAForActionPrediction"],
    model_type: "openvla",
    arch_specifier: vision.fused_featurizer ? "no-align+fused-gelu-mlp" : "no-align+gelu-mlp",
    use_fused_vision_backbone: vision.fused_featurizer !== undefined,
    image_sizes: vision.fused_featurizer ? [vision.img_size, vision.img_size] : [vision.img_size],
    vision,
    pad_token_id: config.pad_token_id,
    pad_to_multiple_of: config.pad_to_multiple_of,
    text_config: config.text_config,
    norm_stats: config.norm_stats,
    torch_dtype: "float32",
  });
  if (processor) await json("preprocessor_config.json", { means: processor.means, stds: processor.stds });
  const tensors = [...weights].map(([name, { shape, data }]) => {
    const numbers = toFloat32(data);
    return { name, shape, data: numbers, bytes: numbers.byteLength };
  });
  const { shards, index } = planShards(tensors, SHARD_BYTES);
  for (const shard of shards) await writeSafetensors(join(dir, shard.file), shard.tensors, { format: "pt" });
  if (index) await json("model.safetensors.index.json", index);
}

/** Golden adapters as the folder that peft writes. */
export async function writeAdapter(dir: string, tensors: Golden, lora: OpenVlaManifest["lora"][string]): Promise<void> {
  const config = { peft_type: "LORA", r: lora.r, lora_alpha: lora.alpha, target_modules: lora.targets };
  await writeFile(join(dir, ADAPTER_CONFIG), JSON.stringify(config));
  const named = [...tensors].map(([name, { shape, data }]) => ({ name, shape, data }));
  await writeSafetensors(join(dir, `${ADAPTER_WEIGHTS}.safetensors`), named, { format: "pt" });
}
