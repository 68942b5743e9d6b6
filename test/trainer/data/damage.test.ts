import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { trainBatches } from "#trainer/data/batches.ts";
import type { Batch } from "#trainer/data/collate.ts";
import type { CorruptRecordError } from "#trainer/data/data-error.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import type { DatasetOptions } from "#trainer/data/dataset-options.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { reportSkipped } from "#trainer/data/report-skipped.ts";
import { decodeExample, encodeExample, type Feature } from "#trainer/data/tf-example.ts";
import { frameRecord, readRecords } from "#trainer/data/tfrecord.ts";
import { openTiny, tinyOptions, writeTinyDataset } from "./tiny-dataset.ts";

const THREE = [{ length: 8 }, { length: 8 }, { length: 8 }];

test.each<[string, (record: Uint8Array) => Uint8Array, RegExp]>([
  ["no Example", () => Uint8Array.of(10, 200, 1, 7), /it is no tf.train.Example: /],
  [
    "a NaN",
    change("steps/action", floats(56, 9, Number.NaN)),
    /number 2 of the action in step 1 should be finite, it is NaN/,
  ],
  [
    "an infinity",
    change("steps/observation/state", floats(56, 0, Number.POSITIVE_INFINITY)),
    /number 0 of the state in step 0/,
  ],
  [
    "a short list",
    change("steps/action", floats(49)),
    /feature steps\/.* has \d steps, the other features of the episode have \d/,
  ],
  ["a missing camera", change("steps/observation/image", null), /feature steps\/observation\/image is absent/],
])("%s in a sound record stops with file and offset, or is skipped when asked", async (_, damage, what) => {
  const { rootDir, dir } = await writeTinyDataset({ train: THREE });
  const shard = join(dir, "tiny-train.tfrecord-00000-of-00001");
  const offset = await rewriteSecond(shard, damage);
  const message = `corrupt record in ${shard} at byte ${offset}: `;
  await expect(openDataset(tinyOptions(rootDir))).rejects.toThrow(message);
  await expect(openDataset(tinyOptions(rootDir))).rejects.toThrow(what);
  const skipped: CorruptRecordError[] = [];
  const dataset = await openDataset(tinyOptions(rootDir, { onCorrupt: (error) => skipped.push(error) }));
  expect([dataset.episodes.train.length, skipped.map((error) => error.offset)]).toEqual([2, [offset]]);
});

test("a picture that cannot be decoded stops training with file, offset, step and camera", async () => {
  for (const workers of [0, 1]) {
    const damaged = [0, 1, 2, 3, 4];
    const dataset = await openTiny({ train: [{ length: 8 }, { length: 8, damaged }] }, { workers });
    const { shard, offset } = dataset.episodes.train[1]!;
    const place = `corrupt record in ${shard.path} at byte ${offset}: picture 0 of step `;
    await expect(take(dataset, 4)).rejects.toThrow(place);
    await expect(take(dataset, 4)).rejects.toThrow(/step [0-4]: an image of 10 bytes cannot be decoded/);
    await dataset.pictures.close();
  }
});

test("with skipping, sound frames replace undecodable ones: the same ones every time, whoever makes them", async () => {
  const splits = { train: [{ length: 8 }, { length: 8, damaged: [1, 3] }, { length: 8 }] };
  const open = (more: Partial<DatasetOptions>) => openTiny(splits, { onCorrupt: () => {}, ...more });
  const lines: string[] = [];
  const dataset = await open({ onCorrupt: reportSkipped((line) => lines.push(line)) });
  const whole = await take(dataset, 8);
  const frames = whole.flatMap(({ meta }) => meta.map(({ episode, frame }) => `${episode}/${frame}`));
  expect(frames).not.toContain("1/1");
  expect(frames).not.toContain("1/3");
  expect(lines.map((line) => /^skipped, (\d) so far: .*picture 0 of step (\d)/.exec(line)?.slice(1)).sort()).toEqual([
    ["1", expect.any(String)],
    ["2", expect.any(String)],
  ]);
  expect(await take(await open({ workers: 2 }), 8)).toEqual(whole);
  expect(await take(await open({}), 4, { startBatch: 4 })).toEqual(whole.slice(4));
});

test("where nothing can be decoded, skipping ends with the sentence too", async () => {
  const damaged = Array.from({ length: 8 }, (_, i) => i);
  const dataset = await openTiny({ train: [{ length: 8, damaged }] }, { onCorrupt: () => {} });
  await expect(take(dataset, 1)).rejects.toThrow("an image of 10 bytes cannot be decoded");
});

function change(key: string, feature: Feature | null): (record: Uint8Array) => Uint8Array {
  return (record) => {
    const example = decodeExample(record);
    if (feature) example.set(key, feature);
    else example.delete(key);
    return encodeExample(example);
  };
}

function floats(count: number, at = -1, value = 0): Feature {
  return { kind: "float", values: Float32Array.from({ length: count }, (_, i) => (i === at ? value : 1)) };
}

/** Damage the second record of three, with checksums that fit; returns its offset. */
async function rewriteSecond(shard: string, damage: (record: Uint8Array) => Uint8Array): Promise<number> {
  const records = [];
  for await (const record of readRecords(shard)) records.push(record);
  const changed = records.map(({ data }, i) => frameRecord(i === 1 ? damage(data) : data));
  await writeFile(shard, Buffer.concat(changed));
  return records[1]!.offset;
}

async function take(dataset: Awaited<ReturnType<typeof openTiny>>, count: number, more = {}): Promise<Batch[]> {
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const options = { tokenizer, batchSize: 5, seed: 0, shuffleBufferSize: 20, imageAug: true, ...more };
  const batches: Batch[] = [];
  for await (const batch of trainBatches(dataset, options)) if (batches.push(batch) === count) break;
  return batches;
}
