import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { openDataset } from "#trainer/data/dataset.ts";
import type { DatasetOptions } from "#trainer/data/dataset-options.ts";
import { type Example, encodeExample, type Feature } from "#trainer/data/tf-example.ts";
import { frameRecord } from "#trainer/data/tfrecord.ts";
import { sampleFeatures } from "#trainer/sample/schema.ts";

export type TinyEpisode = {
  length: number;
  instruction?: string;
  value?: number;
  /** Steps whose picture is no picture. */
  damaged?: number[];
};

/** Write an RLDS data set of 8×8 PNG pictures; action and state count up so that every frame can be told apart. */
export async function writeTinyDataset(
  splits: Record<string, TinyEpisode[]>,
  { version = "1.0.0", prefix = "tiny", withInfo = true, name = "tiny", under = "" } = {},
): Promise<{ rootDir: string; dir: string }> {
  const rootDir = under || (await mkdtemp(join(tmpdir(), "vela-rlds-")));
  const dir = join(rootDir, name, version);
  await mkdir(dir, { recursive: true });
  const features = JSON.stringify(sampleFeatures({ size: 8, wrist: false })).replaceAll('"jpeg"', '"png"');
  await writeFile(join(dir, "features.json"), features);
  for (const [split, episodes] of Object.entries(splits)) {
    const records = await Promise.all(episodes.map((episode, i) => tinyRecord(episode, i)));
    const framed = records.map((record) => frameRecord(record));
    await writeFile(join(dir, `${prefix}-${split}.tfrecord-00000-of-00001`), Buffer.concat(framed));
  }
  const info = {
    name: prefix,
    version,
    fileFormat: "tfrecord",
    splits: Object.entries(splits).map(([split, episodes]) => ({
      name: split,
      shardLengths: [`${episodes.length}`],
      numBytes: "1",
    })),
  };
  if (withInfo) await writeFile(join(dir, "dataset_info.json"), JSON.stringify(info));
  return { rootDir, dir };
}

export function tinyOptions(rootDir: string, more: Partial<DatasetOptions> = {}): DatasetOptions {
  return {
    rootDir,
    datasetName: "tiny",
    platform: { kind: "custom", chunk: 4, actionDim: 7, proprioDim: 7, normalization: "BOUNDS" },
    imageSize: 8,
    chunkEnd: "drop",
    valFraction: 0,
    cacheDir: join(rootDir, ".cache"),
    ...more,
  };
}

export async function openTiny(splits: Record<string, TinyEpisode[]>, more: Partial<DatasetOptions> = {}) {
  const { rootDir } = await writeTinyDataset(splits);
  return openDataset(tinyOptions(rootDir, more));
}

async function tinyRecord(episode: TinyEpisode, index: number): Promise<Uint8Array> {
  const { length, instruction = "push the box", value = index, damaged = [] } = episode;
  const steps = Array.from({ length }, (_, t) => t);
  const rows = steps.flatMap((t) => [value, t, t, t, t, t, t % 2]);
  const raw = { width: 8, height: 8, channels: 3 } as const;
  const images = await Promise.all(
    steps.map((t) =>
      sharp(new Uint8Array(192).fill(index * 16 + t), { raw })
        .png()
        .toBuffer(),
    ),
  );
  const ints = (values: number[]) => ({ kind: "int64", values: BigInt64Array.from(values, BigInt) }) as const;
  const example: Example = new Map<string, Feature>([
    [
      "steps/observation/image",
      { kind: "bytes", values: images.map((image, t) => (damaged.includes(t) ? Buffer.from("no picture") : image)) },
    ],
    ["steps/observation/state", { kind: "float", values: Float32Array.from(rows) }],
    ["steps/action", { kind: "float", values: Float32Array.from(rows) }],
    ["steps/language_instruction", { kind: "bytes", values: steps.map(() => Buffer.from(instruction)) }],
    ["steps/phase", ints(steps)],
    ["episode_metadata/seed", ints([index])],
  ]);
  return encodeExample(example);
}
