import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { loadPretrained } from "#trainer/hf/load-pretrained.ts";
import { planShards } from "#trainer/hf/plan-shards.ts";
import { type ModelToSave, savePretrained } from "#trainer/hf/save-pretrained.ts";
import { folderDimsOf } from "#trainer/hf/vla-shapes.ts";
import { PLAIN_INIT } from "#trainer/models/dims.ts";
import { initVla } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { readSafetensorsHeader } from "#trainer/safetensors.ts";
import { flatten, type Params } from "#trainer/tree.ts";
import { TINY_STATISTICS, writeTinyFolder } from "./openvla-folder.ts";

beforeAll(startWasm);

const root = mkdtempSync(join(tmpdir(), "vela-save-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = (name: string) => join(root, name);

test("what was loaded is saved and loaded again bit for bit, in shards, with its tokenizer and unused tensors", async () => {
  await writeTinyFolder(folder("origin"));
  await writeFile(join(folder("origin"), "generation_config.json"), '{"eos_token_id":2}');
  const first = await loadPretrained(folder("origin"));
  await savePretrained(
    folder("saved"),
    {
      dims: first.dims,
      tensors: tensorsOf(first.policy),
      statistics: first.statistics,
      origin: { folder: folder("origin") },
    },
    { maxShardBytes: 100_000 },
  );
  const files = await readdir(folder("saved"));
  expect(files).toEqual(
    expect.arrayContaining(["tokenizer.json", "generation_config.json", "preprocessor_config.json"]),
  );
  const shards = files.filter((file) => file.endsWith(".safetensors"));
  expect(shards.length).toBeGreaterThan(4);
  for (const file of shards) {
    const { path, entries, metadata } = await readSafetensorsHeader(join(folder("saved"), file));
    expect(metadata).toEqual({ format: "pt" });
    const bytes = [...entries.values()].reduce((sum, { start, end }) => sum + end - start, 0);
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect((await stat(path)).size).toBeGreaterThan(bytes);
  }
  const second = await loadPretrained(folder("saved"));
  expect(numbers(second.policy)).toEqual(numbers(first.policy));
  expect(second.dims).toEqual(first.dims);
  expect(second.statistics).toEqual(first.statistics);
  expect(second.tokenizer).toMatchObject({ vocabBase: 320, blankId: 40 });
});

test.each([
  { precision: "bf16" as const, dtype: "BF16", error: 2 ** -8 },
  { precision: "f16" as const, dtype: "F16", error: 2 ** -11 },
])("$precision halves the file and rounds to nearest", async ({ precision, dtype, error }) => {
  const { dims, policy, statistics } = await loadPretrained(folder("origin"));
  const model = { dims, tensors: tensorsOf(policy), statistics, origin: { folder: folder("origin") } };
  await savePretrained(folder(precision), model, { precision });
  const { entries } = await readSafetensorsHeader(join(folder(precision), "model.safetensors"));
  expect([...entries.values()].every((entry) => entry.dtype === dtype)).toBe(true);
  const config = JSON.parse(await readFile(join(folder(precision), "config.json"), "utf8"));
  expect(config.torch_dtype).toBe(precision === "bf16" ? "bfloat16" : "float16");
  const rounded = numbers((await loadPretrained(folder(precision))).policy);
  for (const [name, exact] of numbers(policy)) {
    const worst = exact.reduce(
      (most, x, i) => Math.max(most, Math.abs(rounded.get(name)![i]! - x) / Math.max(Math.abs(x), 1e-4)),
      0,
    );
    expect(worst).toBeLessThanOrEqual(error);
  }
});

test.each(["dinosiglip", "siglip", "dino"] as const)(
  "a model trained from scratch makes a folder of its own: %s",
  async (towers) => {
    const dims = {
      imageSize: 32,
      numImages: 1,
      towers,
      dino: { patch: 8, width: 24, depth: 2, heads: 2, mlp: 50, registers: 2 },
      siglip: { patch: 8, width: 12, depth: 3, heads: 3, mlp: 31 },
      llama: { vocab: 769, width: 16, layers: 2, heads: 2, mlp: 40, rmsEps: 1e-5, ropeTheta: 5000 },
      chunk: 2,
      actionDim: 3,
      proprioDim: null,
      headHidden: 8,
      film: null,
    };
    const { action_head: _, ...policy } = initVla(createRng(1), dims, PLAIN_INIT);
    const json = { type: "vela-merge", vocabBase: 768, pieces: ["pick", "up"] };
    await savePretrained(folder(towers), {
      dims: folderDimsOf(dims, false),
      tensors: tensorsOf(policy),
      statistics: TINY_STATISTICS,
      origin: {
        tokenizer: { json, vocabBase: 768, padId: 768 },
        pixels: [{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }],
      },
    });
    const loaded = await loadPretrained(folder(towers));
    expect(loaded.dims).toEqual(folderDimsOf(dims, false));
    expect(numbers(loaded.policy)).toEqual(numbers(policy));
    expect(loaded.tokenizer).toMatchObject({ vocabBase: 768, vocabSize: 769, padId: 768 });
    expect(loaded.pixels).toEqual([{ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }]);
  },
);

test("a model that lacks a tensor is not written", async () => {
  const { dims, policy, statistics } = await loadPretrained(folder("origin"));
  const tensors = tensorsOf(policy).filter(({ name }) => name !== "language_model.lm_head.weight");
  const saving = savePretrained(folder("half"), { dims, tensors, statistics, origin: { folder: folder("origin") } });
  await expect(saving).rejects.toThrow("the model to save does not hold the tensors of its model: 1 missing");
  await expect(readdir(folder("half"))).rejects.toThrow("ENOENT");
});

test("shards are filled in order, and a tensor above the limit has one of its own", () => {
  const sizes = [4, 4, 10, 1, 7, 1];
  const { shards, index } = planShards(
    sizes.map((bytes, i) => ({ name: `t${i}`, bytes })),
    8,
  );
  expect(shards.map(({ tensors }) => tensors.map(({ bytes }) => bytes))).toEqual([[4, 4], [10], [1, 7], [1]]);
  expect(shards[0]!.file).toBe("model-00001-of-00004.safetensors");
  expect(index).toMatchObject({ metadata: { total_size: 27 }, weight_map: { t3: "model-00003-of-00004.safetensors" } });
});

function tensorsOf(policy: object): ModelToSave["tensors"] {
  return [...leaves(policy)].map(([name, leaf]) => ({
    name,
    shape: leaf.shape,
    data: async () => (await leaf.data()) as Float32Array,
  }));
}

function numbers(policy: object): Map<string, Float32Array> {
  return new Map([...leaves(policy)].map(([name, leaf]) => [name, leaf.dataSync() as Float32Array]));
}

function leaves(policy: object): Map<string, tf.Variable> {
  return flatten(policy as Params);
}
