import { expect, test } from "vitest";
import { chunkStarts, writeChunk } from "#trainer/data/chunking.ts";
import { dimStatistics } from "#trainer/data/statistics.ts";
import { goldenNumbers, largestError } from "./golden-numbers.ts";

const inputs = await goldenNumbers("action_chunking", "inputs");
const outputs = await goldenNumbers("action_chunking", "outputs");

test.each(["a", "b", "c", "d"])("chunks of case %s are the original's", (name) => {
  const { floats: actions, shape } = inputs(`${name}.action`);
  const expected = outputs(`${name}.action_chunks`);
  const [count, chunk] = expected.shape as [number, number];
  expect(chunkStarts(shape[0]!, chunk, "drop")).toBe(count);
  const found = new Float32Array(expected.numbers.length);
  for (let t = 0; t < count; t++) writeChunk(actions, { frame: t, chunk, actionDim: 7 }, found, t * chunk * 7);
  expect(Array.from(found)).toEqual(expected.numbers);
});

test("an episode shorter than a chunk starts none, unless the last action is repeated", () => {
  expect(chunkStarts(7, 8, "drop")).toBe(0);
  expect(chunkStarts(7, 8, "repeat")).toBe(7);
  const out = new Float32Array(8);
  writeChunk(Float32Array.of(1, 2, 3, 4), { frame: 1, chunk: 4, actionDim: 2 }, out);
  expect(Array.from(out)).toEqual([3, 4, 3, 4, 3, 4, 3, 4]);
});

test("statistics are numpy's: population std and linear quantiles", () => {
  const { floats } = inputs("stats.actions");
  const found = dimStatistics([floats.subarray(0, 70), floats.subarray(70)], 7);
  for (const name of ["mean", "std", "min", "max", "q01", "q99"] as const) {
    expect(largestError(found[name], outputs(`stats.${name}`).numbers), name).toBeLessThanOrEqual(1e-6);
  }
});
