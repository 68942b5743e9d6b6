import { expect, test } from "vitest";
import { chunkStarts, writeChunk } from "#trainer/data/chunking.ts";

test("an episode shorter than a chunk starts none, unless the last action is repeated", () => {
  expect(chunkStarts(7, 8, "drop")).toBe(0);
  expect(chunkStarts(7, 8, "repeat")).toBe(7);
  const out = new Float32Array(8);
  writeChunk(Float32Array.of(1, 2, 3, 4), { frame: 1, chunk: 4, actionDim: 2 }, out);
  expect(Array.from(out)).toEqual([3, 4, 3, 4, 3, 4, 3, 4]);
});
