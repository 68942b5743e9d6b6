import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DataError } from "./data-error.ts";
import { type FeatureSpec, parseFeatures } from "./features.ts";

export type Shard = { name: string; path: string; bytes: number };
/** `episodes` is null when dataset_info.json does not say. */
export type Split = { name: string; shards: Shard[]; episodes: number | null; bytes: number };
export type DatasetInfo = {
  name: string;
  version: string;
  dir: string;
  features: FeatureSpec[];
  splits: Record<string, Split>;
};

/**
 * Find a TFDS data set: `<rootDir>/<name>/<highest version>/`, or files directly in `<rootDir>/<name>/`.
 * Shards come from dataset_info.json, or by the pattern `*-<split>.tfrecord-*` where that names no files.
 */
export async function findDataset(rootDir: string, name: string): Promise<DatasetInfo> {
  const dir = await datasetDir(rootDir, name);
  if (!dir) {
    const present = await listDatasets(rootDir);
    const found = present.length > 0 ? `found there: ${present.join(", ")}` : "no data set was found there";
    throw new DataError(`data set "${name}" was looked for in ${join(rootDir, name)} with features.json; ${found}`);
  }
  const featuresFile = join(dir, "features.json");
  const features = parseFeatures(await readJson(featuresFile), featuresFile);
  const info = await readInfo(dir);
  const splits = await findSplits(dir, info);
  if (Object.keys(splits).length === 0) {
    throw new DataError(
      `data set "${name}" has no shards in ${dir}; expected files like ${name}-train.tfrecord-00000-of-00001`,
    );
  }
  return { name, version: info?.version ?? "", dir, features, splits };
}

/** Names of the folders under `rootDir` that hold a data set, sorted; empty when `rootDir` is absent. */
export async function listDatasets(rootDir: string): Promise<string[]> {
  const names = (await listDir(rootDir)).sort();
  const dirs = await Promise.all(names.map((name) => datasetDir(rootDir, name)));
  return names.filter((_, i) => dirs[i] !== undefined);
}

/** The split of that name, or a sentence that says which ones there are. */
export function requireSplit(info: DatasetInfo, split: string): Split {
  const found = info.splits[split];
  if (found) return found;
  throw new DataError(`data set "${info.name}" has no split "${split}"; it has ${Object.keys(info.splits).join(", ")}`);
}

const InfoFile = z.object({
  name: z.string(),
  version: z.string().default(""),
  fileFormat: z.string().default("tfrecord"),
  splits: z
    .array(
      z.object({
        name: z.string(),
        filepathTemplate: z.string().default("{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}"),
        shardLengths: z.array(z.coerce.number()).default([]),
        numBytes: z.coerce.number().default(0),
      }),
    )
    .default([]),
});
type InfoFile = z.infer<typeof InfoFile>;

async function datasetDir(rootDir: string, name: string): Promise<string | undefined> {
  const base = join(rootDir, name);
  const entries = await listDir(base);
  if (entries.includes("features.json")) return base;
  const versions = entries.filter((entry) => /^\d+\.\d+\.\d+$/.test(entry)).sort(compareVersions);
  for (const version of versions.reverse()) {
    if ((await listDir(join(base, version))).includes("features.json")) return join(base, version);
  }
  return undefined;
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  return left.map((part, i) => part - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

async function readInfo(dir: string): Promise<InfoFile | undefined> {
  if (!(await listDir(dir)).includes("dataset_info.json")) return undefined;
  const file = join(dir, "dataset_info.json");
  const parsed = InfoFile.safeParse(await readJson(file));
  if (!parsed.success)
    throw new DataError(`${file} is not a TFDS data set description: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.fileFormat !== "tfrecord") {
    throw new DataError(`${file} names the file format ${parsed.data.fileFormat}; only tfrecord can be read`);
  }
  return parsed.data;
}

async function findSplits(dir: string, info: InfoFile | undefined): Promise<Record<string, Split>> {
  const files = await listDir(dir);
  const byPattern = new Map<string, string[]>();
  for (const file of files.sort()) {
    const split = /-([^-]+)\.tfrecord(?:-|$)/.exec(file)?.[1];
    if (split) byPattern.set(split, [...(byPattern.get(split) ?? []), file]);
  }
  const splits: Record<string, Split> = {};
  for (const split of info?.splits ?? []) {
    const named = split.shardLengths.map((_, i) => shardName(info!.name, split, i));
    const shards = named.length > 0 && named.every((file) => files.includes(file)) ? named : byPattern.get(split.name);
    if (!shards)
      throw new DataError(
        `split "${split.name}" should have ${named.length} shards in ${dir}, e.g. ${named[0]}; none was found`,
      );
    if (named.length > 0 && shards.length !== named.length) {
      throw new DataError(
        `split "${split.name}" should have ${named.length} shards in ${dir}, ${shards.length} were found`,
      );
    }
    splits[split.name] = await makeSplit(dir, split.name, shards, sum(split.shardLengths) || null);
  }
  for (const [name, shards] of byPattern) splits[name] ??= await makeSplit(dir, name, shards, null);
  return splits;
}

async function makeSplit(dir: string, name: string, files: string[], episodes: number | null): Promise<Split> {
  const shards = await Promise.all(
    files.map(async (file) => ({ name: file, path: join(dir, file), bytes: (await stat(join(dir, file))).size })),
  );
  return { name, shards, episodes, bytes: sum(shards.map((shard) => shard.bytes)) };
}

function shardName(dataset: string, split: InfoFile["splits"][number], index: number): string {
  const [x, count] = [index, split.shardLengths.length].map((n) => String(n).padStart(5, "0"));
  const values: Record<string, string> = {
    DATASET: dataset,
    SPLIT: split.name,
    FILEFORMAT: "tfrecord",
    SHARD_INDEX: x!,
    NUM_SHARDS: count!,
    SHARD_X_OF_Y: `${x}-of-${count}`,
  };
  return split.filepathTemplate.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

async function listDir(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return [];
    throw error;
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new DataError(`${file} is not valid JSON`);
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
