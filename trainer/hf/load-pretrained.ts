import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compareShapes } from "../compare-shapes.ts";
import { parseTokenizer } from "../data/read-tokenizer.ts";
import type { DatasetStatistics } from "../data/statistics.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import type { tf } from "../engine/tf.ts";
import type { VlaParams } from "../models/vla.ts";
import { floatVariable } from "../nn/init.ts";
import { toFloat32 } from "../safetensors/dtype.ts";
import { type Params, unflatten } from "../tree.ts";
import { type FolderDims, folderDims } from "./folder-dims.ts";
import { type PixelNormalization, parseFolderPixels } from "./folder-pixels.ts";
import { folderShapes } from "./folder-shapes.ts";
import { parseFolderStatistics } from "./folder-statistics.ts";
import { parseOpenVlaConfig } from "./openvla-config.ts";
import { openShards, type Shards } from "./shards.ts";

/** The parts of a policy that a Hugging Face folder holds. */
export type FolderPolicy = Pick<VlaParams, "vision_backbone" | "projector" | "language_model">;

/** What a folder says without its weights. */
export type FolderDescription = {
  dir: string;
  dims: FolderDims;
  /** Null when the folder has no tokenizer.json. */
  tokenizer: Tokenizer | null;
  /** By data set, from dataset_statistics.json, else from config.json; empty when neither says. */
  statistics: Record<string, DatasetStatistics>;
  /** Null when preprocessor_config.json is absent or does not say. */
  pixels: PixelNormalization | null;
  shards: Shards;
};

export type Pretrained = FolderDescription & { policy: FolderPolicy };

export type LoadOptions = {
  /** The leaf's name in the tree for a tensor's name in the folder: FiLM's wrappers add levels. */
  rename?: (name: string) => string;
  onProgress?: (read: number, of: number) => void;
};

/**
 * Load an OpenVLA folder: one tensor in memory at a time beside the model itself, half types widened to f32. Tensors
 * that the policy never uses (the towers' last block, norm and pool) are part of the tree, so that saving keeps them.
 * @throws Error one message with every tensor that is missing, extra or misshapen; nothing is loaded then
 */
export async function loadPretrained(dir: string, options: LoadOptions = {}): Promise<Pretrained> {
  const { rename = (name) => name, onProgress } = options;
  const description = await describePretrained(dir);
  const { shards, dims } = description;
  const leaves: [string, tf.Variable][] = [];
  try {
    const names = folderShapes(dims).keys();
    for (const name of names) {
      const { data, shape } = await shards.read(name);
      leaves.push([rename(name), floatVariable(toFloat32(data), [...shape])]);
      onProgress?.(leaves.length, shards.shapes.size);
    }
    return { ...description, policy: asPolicy(unflatten(leaves)) };
  } catch (error) {
    for (const [, leaf] of leaves) leaf.dispose();
    throw error;
  }
}

/** Read everything but the weights, and check their names and shapes. */
export async function describePretrained(dir: string): Promise<FolderDescription> {
  const shards = await openShards(dir);
  const configFile = join(dir, "config.json");
  const json = await readJson(configFile);
  if (json === null) throw new Error(`expected config.json in ${dir}, but there is none`);
  const config = parseOpenVlaConfig(json, configFile);
  const dims = folderDims(config, shards.shapes, configFile);
  compareShapes(dir, folderShapes(dims), shards.shapes);
  const statistics = await readJson(join(dir, "dataset_statistics.json"));
  const preprocessor = await readJson(join(dir, "preprocessor_config.json"));
  return {
    dir,
    dims,
    tokenizer: await readFolderTokenizer(dir, { padId: config.pad_token_id, vocabSize: dims.llama.vocab }),
    statistics: statistics
      ? parseFolderStatistics(statistics, join(dir, "dataset_statistics.json"))
      : parseFolderStatistics(config.norm_stats ?? {}, `norm_stats of ${configFile}`),
    pixels: preprocessor ? parseFolderPixels(preprocessor, join(dir, "preprocessor_config.json")) : null,
    shards,
  };
}

async function readFolderTokenizer(dir: string, ids: { padId: number; vocabSize: number }): Promise<Tokenizer | null> {
  const file = join(dir, "tokenizer.json");
  const text = await readIfPresent(file);
  if (text === null) return null;
  const tokenizer = parseTokenizer(text, file, ids);
  if (tokenizer.vocabSize > ids.vocabSize)
    throw new Error(`${file} needs ${tokenizer.vocabSize} embeddings, but config.json has room for ${ids.vocabSize}`);
  return tokenizer;
}

/** The names and shapes were compared with the model's own, which TypeScript cannot see in a tree built from names. */
function asPolicy(tree: Params): FolderPolicy {
  return tree as unknown as FolderPolicy;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readIfPresent(file);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    throw new Error(`${file} is not valid JSON`);
  }
}

async function readIfPresent(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
