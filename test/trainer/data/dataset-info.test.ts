import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findDataset, listDatasets, requireSplit } from "#trainer/data/dataset-info.ts";
import { parseFeatures } from "#trainer/data/features.ts";
import { datasetSummary } from "#trainer/data/shape.ts";
import { writeTinyDataset } from "./tiny-dataset.ts";

const SPLITS = { train: [{ length: 6 }, { length: 5, instruction: "pull it" }], val: [{ length: 4 }] };

test("shards are found through dataset_info.json, whose name may differ from the folder's", async () => {
  const { rootDir } = await writeTinyDataset(SPLITS, { prefix: "snake_cased" });
  const info = await findDataset(rootDir, "tiny");
  expect(info.splits.train).toMatchObject({
    episodes: 2,
    shards: [{ name: "snake_cased-train.tfrecord-00000-of-00001" }],
  });
});

test("shards are found by pattern where dataset_info.json is absent or names other files", async () => {
  const { rootDir, dir } = await writeTinyDataset(SPLITS, { withInfo: false });
  expect((await findDataset(rootDir, "tiny")).splits.val).toMatchObject({ episodes: null, shards: [{}] });
  await writeFile(join(dir, "dataset_info.json"), '{"name":"other","splits":[{"name":"train","shardLengths":["2"]}]}');
  expect((await findDataset(rootDir, "tiny")).splits.train).toMatchObject({ episodes: 2, shards: [{}] });
});

test("the highest version is taken, as numbers and not as text; files directly in the folder do too", async () => {
  const { rootDir, dir } = await writeTinyDataset(SPLITS, { version: "1.10.0" });
  await mkdir(join(dirname(dir), "1.9.0"));
  await writeFile(join(dirname(dir), "1.9.0", "features.json"), "{}");
  expect(await findDataset(rootDir, "tiny")).toMatchObject({ version: "1.10.0", dir });
  await rename(dir, join(rootDir, "flat"));
  expect((await findDataset(rootDir, "flat")).dir).toBe(join(rootDir, "flat"));
  expect(await listDatasets(rootDir)).toEqual(["flat", "tiny"]);
});

test("what is missing is said in one sentence: data set, split, shards", async () => {
  const { rootDir, dir } = await writeTinyDataset(SPLITS);
  await expect(findDataset(rootDir, "tinny")).rejects.toThrow(/"tinny" was looked for in .*tinny .*found there: tiny/);
  await expect(findDataset(join(rootDir, "nowhere"), "tiny")).rejects.toThrow("no data set was found there");
  const info = await findDataset(rootDir, "tiny");
  expect(() => requireSplit(info, "test")).toThrow('data set "tiny" has no split "test"; it has train, val');
  await rm(join(dir, "tiny-val.tfrecord-00000-of-00001"));
  await expect(findDataset(rootDir, "tiny")).rejects.toThrow('split "val" should have 1 shards');
});

test("the summary reads descriptions and a few records only", async () => {
  const { rootDir } = await writeTinyDataset(SPLITS);
  expect(await datasetSummary(rootDir, "tiny")).toMatchObject({
    version: "1.0.0",
    splits: [
      { name: "train", episodes: 2 },
      { name: "val", episodes: 1 },
    ],
    imageKeys: ["observation/image"],
    actionDim: 7,
    stateDim: 7,
    instructions: ["push the box", "pull it"],
  });
});

test("a features.json of another kind is refused, unknown feature classes only when they are read", () => {
  expect(() => parseFeatures([], "features.json")).toThrow("features.json is not a TFDS feature description");
  const video = {
    pythonClassName: "a.FeaturesDict",
    featuresDict: { features: { v: { pythonClassName: "a.Video" } } },
  };
  expect(parseFeatures(video, "features.json")).toMatchObject([
    { path: "v", kind: "unsupported", encoding: "a.Video" },
  ]);
});
