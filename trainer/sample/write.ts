import { mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { frameRecord } from "../data/tfrecord.ts";
import { scoopVocabulary } from "./language.ts";
import { type EpisodeOptions, sampleEpisode } from "./sample-episode.ts";
import { sampleFeatures } from "./schema.ts";
import { WORLDS } from "./world.ts";

export type SampleOptions = {
  /** The folder that holds data sets; `vela_scoop_<size>/1.0.0` is made in it. */
  outDir: string;
  size: 64 | 128;
  episodes?: number;
  valEpisodes?: number;
  seed?: number;
  wrist?: boolean;
  /** Absent: as the world of this size has it. */
  homeShare?: number | undefined;
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
};

export type SampleResult = { path: string; episodes: number; frames: number; bytes: number };

/**
 * Make the sample data set as real RLDS with a train and a val split. It appears whole, by rename, and replaces one of
 * the same name; the same seed gives the same bytes. Throws the signal's reason when aborted, leaving nothing behind.
 */
export async function makeSampleDataset(options: SampleOptions): Promise<SampleResult> {
  const { outDir, size, episodes = 400, valEpisodes = 60, seed = 0, wrist = true, signal } = options;
  const { present } = WORLDS[size];
  const homeShare = options.homeShare ?? WORLDS[size].homeShare;
  const name = `vela_scoop_${size}`;
  const path = join(outDir, name);
  const temporary = `${path}.tmp-${process.pid}`;
  const versionDir = join(temporary, "1.0.0");
  const total = episodes + valEpisodes;
  let done = 0;
  const onEpisode = () => {
    signal?.throwIfAborted();
    options.onProgress?.({ done: ++done, total });
  };
  await rm(temporary, { recursive: true, force: true });
  await mkdir(versionDir, { recursive: true });
  try {
    const one: EpisodeOptions = { size, wrist, homeShare, present };
    const write = (split: string, count: number) =>
      writeSplit({ name, split, count, seed, dir: versionDir, onEpisode }, one);
    const splits = [await write("train", episodes), await write("val", valEpisodes)];
    await writeJson(join(versionDir, "features.json"), sampleFeatures({ size, wrist }));
    await writeJson(join(versionDir, "tokenizer.json"), scoopVocabulary());
    await writeJson(join(versionDir, "dataset_info.json"), datasetInfo(name, splits));
    await replaceFolder(temporary, path);
    const sum = (pick: (split: WrittenSplit) => number) => splits.reduce((all, split) => all + pick(split), 0);
    return { path, episodes: total, frames: sum((s) => s.frames), bytes: sum((s) => s.bytes) };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

type WrittenSplit = { split: string; shardLengths: number[]; frames: number; bytes: number };

const EPISODES_PER_SHARD = 100;

async function writeSplit(
  job: { name: string; split: string; count: number; seed: number; dir: string; onEpisode: () => void },
  options: EpisodeOptions,
): Promise<WrittenSplit> {
  const { name, split, count, seed, dir, onEpisode } = job;
  const shards = Math.max(1, Math.ceil(count / EPISODES_PER_SHARD));
  const written: WrittenSplit = { split, shardLengths: [], frames: 0, bytes: 0 };
  for (let shard = 0; shard < shards; shard++) {
    const [from, to] = [Math.floor((shard * count) / shards), Math.floor(((shard + 1) * count) / shards)];
    const file = join(dir, `${name}-${split}.tfrecord-${padded(shard)}-of-${padded(shards)}`);
    const handle = await open(file, "w");
    try {
      for (let index = from; index < to; index++) {
        const { record, frames } = sampleEpisode({ seed, split, index }, options);
        await handle.write(frameRecord(record));
        written.frames += frames;
        written.bytes += record.length;
        onEpisode();
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    written.shardLengths.push(to - from);
  }
  return written;
}

function datasetInfo(name: string, splits: WrittenSplit[]) {
  return {
    description: "A scripted arm scoops one of several materials into a bowl as it is told. Made by Vela.",
    fileFormat: "tfrecord",
    moduleName: "vela",
    name,
    releaseNotes: { "1.0.0": "Initial release." },
    splits: splits.map(({ split, shardLengths, bytes }) => ({
      filepathTemplate: "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}",
      name: split,
      numBytes: `${bytes}`,
      shardLengths: shardLengths.map(String),
    })),
    version: "1.0.0",
  };
}

/** A folder cannot be renamed onto a full one: the old one steps aside first. */
async function replaceFolder(from: string, to: string): Promise<void> {
  const old = `${to}.old-${process.pid}`;
  const exists = await stat(to).then(
    () => true,
    () => false,
  );
  if (exists) await rename(to, old);
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

function padded(n: number): string {
  return String(n).padStart(5, "0");
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
