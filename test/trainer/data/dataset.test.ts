import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataset } from "#trainer/data/dataset.ts";
import { openTiny, tinyOptions, writeTinyDataset } from "./tiny-dataset.ts";

const TEN = Array.from({ length: 10 }, () => ({ length: 6 }));

test("held-out episodes are never trained on, and the choice does not depend on anything but the data", async () => {
  const { rootDir } = await writeTinyDataset({ train: TEN });
  const open = () => openDataset(tinyOptions(rootDir, { valFraction: 0.25 }));
  const { episodes } = await open();
  expect([episodes.train.length, episodes.val.length]).toEqual([7, 3]);
  const offsets = (list: { offset: number }[]) => list.map(({ offset }) => offset);
  expect(offsets((await open()).episodes.val)).toEqual(offsets(episodes.val));
  expect(offsets(episodes.train).filter((offset) => offsets(episodes.val).includes(offset))).toEqual([]);
});

test("a val split is used as it is, and statistics come from the training split alone", async () => {
  const { episodes, statistics } = await openTiny(
    { train: [{ length: 6, value: 5 }], val: [{ length: 20, value: 99 }] },
    { valFraction: 0.5 },
  );
  expect([episodes.train.length, episodes.val.length]).toEqual([1, 1]);
  const { action, ...counts } = statistics.tiny!;
  expect(counts).toMatchObject({ num_transitions: 6, num_trajectories: 1 });
  expect([action.max[0], action.max[1]]).toEqual([5, 5]);
  expect(action.mask).toEqual([true, true, true, true, true, true, false]);
});

test("statistics are cached by content: a second opening reads them, a damaged cache is computed anew", async () => {
  const { rootDir } = await writeTinyDataset({ train: TEN });
  const options = tinyOptions(rootDir);
  const { statistics } = await openDataset(options);
  const [name] = await readdir(options.cacheDir);
  const file = join(options.cacheDir, name!);
  await writeFile(file, (await readFile(file, "utf8")).replace('"num_trajectories": 10', '"num_trajectories": 11'));
  expect((await openDataset(options)).statistics.tiny!.num_trajectories).toBe(11);
  await writeFile(file, "{");
  expect((await openDataset(options)).statistics).toEqual(statistics);
});

test("a data set can be opened twice at once, with one cache", async () => {
  const { rootDir } = await writeTinyDataset({ train: TEN });
  const [one, other] = await Promise.all([1, 2].map(() => openDataset(tinyOptions(rootDir))));
  expect(one!.statistics).toEqual(other!.statistics);
  expect(await readdir(tinyOptions(rootDir).cacheDir)).toHaveLength(1);
});

test("episodes without an instruction are passed over", async () => {
  const { episodes } = await openTiny({ train: [{ length: 6, instruction: " " }, { length: 6 }] });
  expect(episodes.train.length).toBe(1);
});

test("a data set whose episodes are all shorter than a chunk is refused", async () => {
  await expect(openTiny({ train: [{ length: 3 }] })).rejects.toThrow(
    'data set "tiny" has no training frame that starts a chunk of 4: 1 episodes with an instruction were found',
  );
  expect((await openTiny({ train: [{ length: 3 }] }, { chunkEnd: "repeat" })).episodes.train.length).toBe(1);
});

test("a corrupt record stops the opening, or is skipped and counted when asked", async () => {
  const { rootDir, dir } = await writeTinyDataset({ train: TEN });
  const shard = join(dir, "tiny-train.tfrecord-00000-of-00001");
  const bytes = await readFile(shard);
  bytes[40]! ^= 1;
  await writeFile(shard, bytes);
  await expect(openDataset(tinyOptions(rootDir))).rejects.toThrow(`corrupt record in ${shard} at byte 0`);
  const skipped: number[] = [];
  const { episodes } = await openDataset(tinyOptions(rootDir, { onCorrupt: ({ offset }) => skipped.push(offset) }));
  expect([episodes.train.length, skipped]).toEqual([9, [0]]);
});

test("a tokenizer.json beside the shards is the data set's vocabulary", async () => {
  const { rootDir, dir } = await writeTinyDataset({ train: TEN });
  const vocabulary = { type: "vela-merge", vocabBase: 600, pieces: ["push the box"] };
  await writeFile(join(dir, "tokenizer.json"), JSON.stringify(vocabulary));
  expect((await openDataset(tinyOptions(rootDir))).vocabulary).toEqual(vocabulary);
});
