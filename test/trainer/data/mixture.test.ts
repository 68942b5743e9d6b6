import { expect, test } from "vitest";
import { evalBatches, trainBatches } from "#trainer/data/batches.ts";
import type { Batch } from "#trainer/data/collate.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { type TinyEpisode, tinyOptions, writeTinyDataset } from "./tiny-dataset.ts";

const SMALL = [{ length: 10, value: 4 }];
const LARGE = [
  { length: 20, value: 8, instruction: "open the drawer" },
  { length: 10, value: 2, instruction: "open the drawer" },
];

test("each data set of a mixture is normalised with its own statistics, which are stored by name", async () => {
  const dataset = await openMixture({ small: SMALL, large: LARGE }, "small,large");
  expect(Object.entries(dataset.statistics).map(([name, { num_transitions }]) => [name, num_transitions])).toEqual([
    ["small", 10],
    ["large", 30],
  ]);
  expect(dataset.statistics.large!.action.max[1]).toBe(19);
  // Times run to 9 in one data set and to 19 in the other; both are mapped to [-1, 1].
  for (const { actions, dataset: name } of dataset.episodes.train) {
    const last = actions[actions.length - 6]!;
    expect(last, name).toBeCloseTo(actions.length === 70 && name === "large" ? -1 / 19 : 1, 5);
  }
});

test("frames come by weight times transitions, each named after its data set", async () => {
  const share = async (datasetName: string) => {
    const batches = await take(await openMixture({ small: SMALL, large: LARGE }, datasetName), 60);
    const names = batches.flatMap(({ meta }) => meta.map(({ dataset }) => dataset));
    expect(new Set(names)).toEqual(new Set(["small", "large"]));
    return names.filter((name) => name === "small").length / names.length;
  };
  expect(await share("small,large")).toBeCloseTo(10 / 40, 1);
  expect(await share("small:9,large:1")).toBeCloseTo(90 / 120, 1);
});

test("a mixture resumes exactly and is seeded", async () => {
  const dataset = await openMixture({ small: SMALL, large: LARGE }, "small:2,large");
  const whole = await take(dataset, 8);
  expect(await take(dataset, 3, { startBatch: 5 })).toEqual(whole.slice(5));
  expect(await take(dataset, 8, { seed: 1 })).not.toEqual(whole);
});

test("validation sees held-out frames of every data set", async () => {
  const ten = Array.from({ length: 10 }, (_, i) => ({ length: 6, value: i }));
  const dataset = await openMixture({ small: ten, large: ten }, "small,large", { valFraction: 0.2 });
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const names: string[] = [];
  const options = { tokenizer, split: "val", batchSize: 4, maxFrames: 100, seed: 0 } as const;
  for await (const { meta } of evalBatches(dataset, options)) names.push(...meta.map((frame) => frame.dataset));
  expect(names.toSorted()).toEqual([...Array(6).fill("large"), ...Array(6).fill("small")]);
});

test("the vocabulary covers the instructions of all data sets", async () => {
  const dataset = await openMixture({ small: SMALL, large: LARGE }, "small,large");
  expect(dataset.vocabulary.pieces).toEqual(expect.arrayContaining(["push", "box", "open", "drawer"]));
});

test("a data set that is not there is named, and so is a weight that is none", async () => {
  await expect(openMixture({ small: SMALL }, "small,large")).rejects.toThrow(/data set "large" was looked for in/);
  await expect(openMixture({ small: SMALL }, "small:0")).rejects.toThrow('the weight of data set "small"');
});

async function openMixture(sets: Record<string, TinyEpisode[]>, datasetName: string, more = {}) {
  let rootDir = "";
  for (const [name, train] of Object.entries(sets))
    ({ rootDir } = await writeTinyDataset({ train }, { name, under: rootDir }));
  return openDataset(tinyOptions(rootDir, { datasetName, ...more }));
}

async function take(dataset: Awaited<ReturnType<typeof openMixture>>, count: number, more = {}): Promise<Batch[]> {
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const options = { tokenizer, batchSize: 10, seed: 0, shuffleBufferSize: 20, imageAug: true, ...more };
  const batches: Batch[] = [];
  for await (const batch of trainBatches(dataset, options)) if (batches.push(batch) === count) break;
  return batches;
}
