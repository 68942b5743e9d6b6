import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { compareShapes } from "../compare-shapes.ts";
import type { DatasetStatistics } from "../data/statistics.ts";
import { DTYPES } from "../safetensors/dtype.ts";
import { type TensorToWrite, writeSafetensors } from "../safetensors/write.ts";
import { describeConfig, describePreprocessor, type SavedPrecision, TORCH_DTYPE } from "./describe-config.ts";
import type { FolderDims } from "./folder-dims.ts";
import type { PixelNormalization } from "./folder-pixels.ts";
import { folderShapes } from "./folder-shapes.ts";
import { planShards } from "./plan-shards.ts";

export type ModelToSave = {
  dims: FolderDims;
  /** f32 under the names of an OpenVLA folder, whole: what was loaded and never used as well. LoRA is merged before. */
  tensors: readonly Pick<TensorToWrite, "name" | "shape" | "data">[];
  statistics: Record<string, DatasetStatistics>;
  /** Where config, tokenizer and preprocessor come from: a folder to copy them from, or the model's own. */
  origin:
    | { folder: string }
    | { tokenizer: { json: unknown; vocabBase: number; padId: number }; pixels: PixelNormalization };
};

export type SaveOptions = { precision?: SavedPrecision; maxShardBytes?: number };

/** transformers' default. */
export const MAX_SHARD_BYTES = 5_000_000_000;

/**
 * Write a folder that transformers and loadPretrained read: weights in files of at most `maxShardBytes`, one tensor in
 * memory at a time. Writes in place: the caller gives a temporary folder and renames it.
 * @throws Error naming tensors that the model lacks, before anything is written
 */
export async function savePretrained(dir: string, model: ModelToSave, options: SaveOptions = {}): Promise<void> {
  const { precision = "f32", maxShardBytes = MAX_SHARD_BYTES } = options;
  const { dims, tensors, statistics, origin } = model;
  compareShapes("the model to save", folderShapes(dims), new Map(tensors.map(({ name, shape }) => [name, shape])));
  await mkdir(dir, { recursive: true });
  if ("folder" in origin) await copyDescription(origin.folder, dir, precision);
  else {
    const { json, ...ids } = origin.tokenizer;
    await writeJson(join(dir, "config.json"), describeConfig(dims, { precision, ...ids }));
    await writeJson(join(dir, "preprocessor_config.json"), describePreprocessor(dims, origin.pixels));
    await writeJson(join(dir, "tokenizer.json"), json);
  }
  await writeJson(join(dir, "dataset_statistics.json"), statistics);
  await writeWeights(dir, tensors, precision, maxShardBytes);
}

/** Files that describe a model beside its weights, as far as a folder has them. */
const DESCRIPTION =
  /^((pre)?processor_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens|generation_config|chat_template)\.json$|^tokenizer\.model$|^(configuration|modeling|processing)_prismatic\.py$/;

async function copyDescription(from: string, to: string, precision: SavedPrecision): Promise<void> {
  for (const file of (await readdir(from)).filter((name) => DESCRIPTION.test(name))) {
    await copyFile(join(from, file), join(to, file));
  }
  const config = z.looseObject({}).parse(JSON.parse(await readFile(join(from, "config.json"), "utf8")));
  await writeJson(join(to, "config.json"), { ...config, torch_dtype: TORCH_DTYPE[precision] });
}

async function writeWeights(
  dir: string,
  tensors: ModelToSave["tensors"],
  precision: SavedPrecision,
  maxShardBytes: number,
): Promise<void> {
  const dtype = STORED[precision];
  const sized = tensors.map((tensor) => ({
    ...tensor,
    dtype,
    bytes: tensor.shape.reduce((size, side) => size * side, DTYPES[dtype]),
  }));
  const { shards, index } = planShards(sized, maxShardBytes);
  for (const shard of shards) await writeSafetensors(join(dir, shard.file), shard.tensors, { format: "pt" });
  if (index) await writeJson(join(dir, "model.safetensors.index.json"), index);
}

const STORED = { f32: "F32", bf16: "BF16", f16: "F16" } as const;

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
