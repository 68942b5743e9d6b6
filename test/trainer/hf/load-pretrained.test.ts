import { mkdtempSync, rmSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { describePretrained, loadPretrained, type Pretrained } from "#trainer/hf/load-pretrained.ts";
import { vlaShapes } from "#trainer/hf/vla-shapes.ts";
import { PLAIN_INIT } from "#trainer/models/dims.ts";
import { applyVla, initVla } from "#trainer/models/vla.ts";
import { createRng } from "#trainer/rng.ts";
import { dispose, flatten } from "#trainer/tree.ts";
import { expectClose, type Golden, loadGolden, readGolden } from "../golden.ts";
import { goldenBatch } from "../models/tiny-policy.ts";
import { TINY_STATISTICS, tinyTensors, writeTinyFolder } from "./openvla-folder.ts";

beforeAll(startWasm);

const root = mkdtempSync(join(tmpdir(), "vela-folder-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = (name: string) => join(root, name);

describe.each([
  { layout: "one file", maxShardBytes: undefined },
  { layout: "many shards", maxShardBytes: 60_000 },
])("the golden openvla_tiny as a folder, $layout", ({ layout, maxShardBytes }) => {
  let pretrained: Pretrained;
  beforeAll(async () => {
    await writeTinyFolder(folder(layout), { ...(maxShardBytes && { maxShardBytes }) });
    pretrained = await loadPretrained(folder(layout));
  });

  test.each([
    { variant: "img1_noproprio", numImages: 1, proprioDim: null },
    { variant: "img1_proprio", numImages: 1, proprioDim: 8 },
    { variant: "img2_noproprio", numImages: 2, proprioDim: null },
    { variant: "img2_proprio", numImages: 2, proprioDim: 8 },
  ])("gives the original's hidden states, $variant", async ({ variant, ...rest }) => {
    const [inputs, outputs] = [await readGolden("openvla_tiny", "inputs"), await readGolden("openvla_tiny", "outputs")];
    const dims = { ...vlaShapes(pretrained.dims), chunk: 8, actionDim: 7, headHidden: 32, film: null, ...rest };
    const heads = initVla(createRng(0), dims, PLAIN_INIT);
    const params = { ...loadGolden(heads, await allGolden()), ...pretrained.policy };
    const { hiddenStates, actionsHidden } = applyVla(params, goldenBatch(inputs, variant, dims), dims);
    expect(hiddenStates).toHaveLength(4);
    for (const [i, state] of hiddenStates.entries()) {
      expectClose(state, outputs, `${variant}.base.hidden_${i}`, { abs: 1e-5 });
    }
    expectClose(actionsHidden, outputs, `${variant}.base.actions_hidden_states`, { abs: 1e-5 });
  });

  test("keeps every tensor, the unused ones too", async () => {
    const loaded = flatten(pretrained.policy);
    const written = await tinyTensors();
    expect([...loaded.keys()].sort()).toEqual(written.map(({ name }) => name).sort());
    for (const { name, data } of written) expect(loaded.get(name)!.dataSync()).toEqual(data);
  });

  test("brings tokenizer, statistics and pixel normalisation along", () => {
    const { tokenizer, statistics, pixels } = pretrained;
    expect(tokenizer).toMatchObject({ vocabBase: 320, vocabSize: 384, padId: 320, blankId: 40, bosId: 1, eosId: 2 });
    expect(statistics).toEqual(TINY_STATISTICS);
    expect(pixels?.map(({ mean }) => mean[0])).toEqual([0.485, 0.5]);
  });
});

describe("a folder that does not hold its model is refused, and nothing stays in memory", () => {
  const cases = [
    {
      name: "missing, extra and misshapen tensors",
      make: async (dir: string) => {
        const tensors = (await tinyTensors())
          .filter(({ name }) => name !== "projector.fc3.bias" && name !== "language_model.model.norm.weight")
          .map((tensor) => (tensor.name === "projector.fc1.bias" ? { ...tensor, shape: [88, 2] } : tensor));
        const stray = { name: "value_head.weight", shape: [1], data: Float32Array.of(0) };
        await writeTinyFolder(dir, { tensors: [...tensors, stray] });
      },
      message:
        "2 missing: projector.fc3.bias, language_model.model.norm.weight; 1 extra: value_head.weight; 1 of another shape: projector.fc1.bias (expected [176], found [88,2])",
    },
    {
      name: "a config of another width",
      make: (dir: string) => writeTinyFolder(dir, { config: { text_config: { vocab_size: 384 } } }),
      message: "of another shape: projector.fc2.weight (expected [4096,176], found [32,176])",
    },
    {
      name: "towers that timm's names and tensors do not tell",
      make: (dir: string) => writeTinyFolder(dir, { config: { vision: undefined } }),
      message: "should give its timm arguments, at least num_heads, as vision.featurizer",
    },
    {
      name: "grouped keys",
      make: (dir: string) =>
        writeTinyFolder(dir, {
          config: { text_config: { hidden_size: 32, num_attention_heads: 4, num_key_value_heads: 2 } },
        }),
      message: "expected as many key heads as heads in text_config of",
    },
    {
      name: "another kind of model",
      make: (dir: string) => writeTinyFolder(dir, { config: { model_type: "gpt2" } }),
      message: "does not describe an OpenVLA model",
    },
    {
      name: "a shard that is not there",
      make: async (dir: string) => {
        await writeTinyFolder(dir, { maxShardBytes: 200_000 });
        await rm(join(dir, "model-00002-of-00003.safetensors"));
      },
      message: "names files that are absent: model-00002-of-00003.safetensors",
    },
    {
      name: "shards that are exchanged",
      make: async (dir: string) => {
        await writeTinyFolder(dir, { maxShardBytes: 200_000 });
        const [a, b] = [1, 2].map((i) => join(dir, `model-0000${i}-of-00003.safetensors`));
        await rename(a!, `${a}.tmp`);
        await rename(b!, a!);
        await rename(`${a}.tmp`, b!);
      },
      message: "which has no such tensor",
    },
    {
      name: "an index that leads out of the folder",
      make: async (dir: string) => {
        await writeTinyFolder(dir, { maxShardBytes: 200_000 });
        const weight_map = { "projector.fc1.bias": "../elsewhere.safetensors" };
        await writeFile(join(dir, "model.safetensors.index.json"), JSON.stringify({ weight_map }));
      },
      message: "should map tensors to files",
    },
    {
      name: "no weights at all",
      make: async (dir: string) => {
        await writeTinyFolder(dir);
        await rm(join(dir, "model.safetensors"));
      },
      message: "expected model.safetensors or model.safetensors.index.json",
    },
  ];
  test.each(cases)("$name", async ({ name, make, message }) => {
    await make(folder(name));
    const before = tf.memory().numTensors;
    await expect(loadPretrained(folder(name))).rejects.toThrow(message);
    await expect(loadPretrained(folder(name))).rejects.toThrow(folder(name));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("no folder", async () => {
    await expect(loadPretrained(folder("nowhere"))).rejects.toThrow("there is no such folder");
  });
});

test("a folder can be described without its weights; config.json's own statistics serve where there is no file", async () => {
  const dir = folder("described");
  await writeTinyFolder(dir, { config: { norm_stats: { bridge: TINY_STATISTICS.toy } } });
  await rm(join(dir, "dataset_statistics.json"));
  await rm(join(dir, "tokenizer.json"));
  const before = tf.memory().numTensors;
  const { statistics, tokenizer, dims } = await describePretrained(dir);
  expect(statistics).toEqual({ bridge: TINY_STATISTICS.toy });
  expect(tokenizer).toBeNull();
  expect(dims.fused_featurizer).toMatchObject({ width: 20, depth: 4, mlp: 74, hasPool: true });
  expect(tf.memory().numTensors).toBe(before);
});

test("reading a folder leaves nothing behind but the model", async () => {
  const before = tf.memory().numTensors;
  const { policy } = await loadPretrained(folder("one file"));
  expect(tf.memory().numTensors - before).toBe(151);
  dispose(policy);
  expect(tf.memory().numTensors).toBe(before);
});

async function allGolden(): Promise<Golden> {
  return new Map([...(await readGolden("openvla_tiny", "weights")), ...(await readGolden("openvla_tiny", "heads"))]);
}
