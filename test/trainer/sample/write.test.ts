import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { evalBatches } from "#trainer/data/batches.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { makeSampleDataset } from "#trainer/sample/write.ts";

const SMALL = { size: 64, episodes: 3, valEpisodes: 2 } as const;

test("the same seed gives the same bytes, another seed others", async () => {
  const digests = [];
  for (const seed of [0, 0, 1])
    digests.push(await digest((await makeSampleDataset({ ...SMALL, seed, outDir: await folder() })).path));
  expect(digests[1]).toEqual(digests[0]);
  expect(digests[2]).not.toEqual(digests[0]);
});

test("the trainer reads it as any RLDS data set, both cameras, phases and metadata included", async () => {
  const outDir = await folder();
  const progress: number[] = [];
  const made = await makeSampleDataset({ ...SMALL, outDir, onProgress: ({ done }) => progress.push(done) });
  expect(progress).toEqual([1, 2, 3, 4, 5]);
  expect(await readdir(outDir)).toEqual(["vela_scoop_64"]);
  const dataset = await openDataset({
    rootDir: outDir,
    datasetName: "vela_scoop_64",
    platform: { kind: "custom", chunk: 8, actionDim: 7, proprioDim: 7, normalization: "BOUNDS_Q99" },
    imageSize: 64,
    numImages: 2,
    chunkEnd: "repeat",
    valFraction: 0,
    cacheDir: await folder(),
  });
  const { train, val } = dataset.episodes;
  expect([train.length, val.length]).toEqual([3, 2]);
  expect([...train, ...val].reduce((sum, { frames }) => sum + frames, 0)).toBe(made.frames);
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  expect(dataset.maxTextLength(tokenizer)).toBe(9 + 56 + 1);
  for await (const batch of evalBatches(dataset, { tokenizer, split: "val", batchSize: 8, maxFrames: 16, seed: 0 })) {
    expect(batch.pixelValues.length).toBe(8 * 12 * 64 * 64);
    for (const [i, { phase, metadata }] of batch.meta.entries()) {
      expect(phase).toBeLessThanOrEqual(7);
      expect(batch.instructions[i]).toContain(metadata.target);
      expect(`${metadata.materials}`.split(",")).toHaveLength(3);
    }
  }
});

test("an aborted making leaves nothing behind, and an older data set as it was", async () => {
  const outDir = await folder();
  const { path } = await makeSampleDataset({ ...SMALL, outDir });
  const before = await digest(path);
  const abort = new AbortController();
  const making = makeSampleDataset({
    ...SMALL,
    seed: 5,
    outDir,
    signal: abort.signal,
    onProgress: () => abort.abort(new Error("enough")),
  });
  await expect(making).rejects.toThrow("enough");
  expect(await readdir(outDir)).toEqual(["vela_scoop_64"]);
  expect(await digest(path)).toEqual(before);
});

test("the program prints JSON progress and the path, and refuses arguments that do not fit", async () => {
  const outDir = await folder();
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", "trainer/sample/main.ts", ...args]);
  const { stdout } = await run("--out", outDir, "--episodes", "1", "--val-episodes", "1", "--progress", "json");
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.slice(0, 2)).toEqual([
    { done: 1, total: 2 },
    { done: 2, total: 2 },
  ]);
  expect(lines[2]).toMatchObject({ path: join(outDir, "vela_scoop_64"), episodes: 2 });
  await expect(run("--out", outDir, "--size", "65")).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--size must be 64 or 128"),
  });
});

function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "vela-sample-"));
}

async function digest(path: string): Promise<Record<string, string>> {
  const dir = join(path, "1.0.0");
  const names = (await readdir(dir)).sort();
  const hash = async (name: string) =>
    createHash("sha256")
      .update(await readFile(join(dir, name)))
      .digest("hex");
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await hash(name)])));
}
