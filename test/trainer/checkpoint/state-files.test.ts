import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listCheckpoints } from "#trainer/checkpoint.ts";
import { tf } from "#trainer/engine/tf.ts";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { loadPretrained } from "#trainer/hf/load-pretrained.ts";
import { injectLora } from "#trainer/lora/inject.ts";
import { readPeftAdapter } from "#trainer/lora/peft.ts";
import { trainedPolicy } from "#trainer/model.ts";
import { createRng } from "#trainer/rng.ts";
import { readSafetensors, readSafetensorsHeader } from "#trainer/safetensors.ts";
import { flatten, unflatten } from "#trainer/tree.ts";
import { assignTree } from "#trainer/tree-assign.ts";
import { tinyTensors, writeTinyFolder } from "../hf/openvla-folder.ts";
import { makeTinyWorld, tinyRun } from "./tiny-run.ts";

const root = mkdtempSync(join(tmpdir(), "vela-state-"));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string) => join(root, name);

let world: { rootDir: string; folder: string };
beforeAll(async () => {
  await startWasm();
  world = await makeTinyWorld(root);
});
afterAll(() => rmSync(world.rootDir, { recursive: true }));

const LORA = ["lora.rank=4"];
const kinds = [
  { name: "lora", settings: LORA },
  {
    name: "lora with dropout, all targets, no merging",
    settings: [...LORA, "lora.dropout=0.2", "lora.targets=original", "lora.mergeDuringTraining=false"],
  },
  { name: "lora in bf16", settings: [...LORA, "training.precision=bf16"] },
  { name: "lora and film", settings: [...LORA, "film.enabled=true"] },
  { name: "every parameter", settings: ["lora.enabled=false"] },
  {
    name: "every parameter in f16, film",
    settings: ["lora.enabled=false", "training.precision=f16", "film.enabled=true"],
  },
];

describe.each(kinds)("$name", ({ name, settings }) => {
  test("four steps are two, a checkpoint, and two more in another process, bit for bit", async () => {
    const whole = await tinyRun(world, settings);
    const losses = await whole.train(4);
    const first = await tinyRun(world, settings);
    expect(await first.train(2)).toEqual(losses.slice(0, 2));
    const second = await tinyRun(world, settings);
    await second.restore(await first.save(at(name)));
    expect(await second.train(2)).toEqual(losses.slice(2));
    const trained = trainedPolicy(whole.model);
    for (const [key, leaf] of trainedPolicy(second.model))
      expect(leaf.dataSync(), key).toEqual(trained.get(key)!.dataSync());
    expect(listCheckpoints(at(name)).map(({ step }) => step)).toEqual([2]);
  });
});

test("dropout changes what is trained", async () => {
  const [plain, dropping] = [await tinyRun(world, LORA), await tinyRun(world, [...LORA, "lora.dropout=0.2"])];
  const [first, second] = [await plain.train(3), await dropping.train(3)];
  // B is zero at first, so what is dropped before it cannot matter yet.
  expect(second[0]).toBe(first[0]);
  expect(second.slice(1)).not.toEqual(first.slice(1));
});

test("frozen weights do not move; adapters, heads and FiLM do", async () => {
  const run = await tinyRun(world, [...LORA, "film.enabled=true"]);
  const values = () =>
    new Map([...flatten(run.model.policy)].map(([name, leaf]) => [name, [...leaf.dataSync()].join()]));
  const before = values();
  await run.train(3);
  const moved = [...values()].filter(([name, now]) => before.get(name) !== now).map(([name]) => name);
  expect(moved.toSorted()).toEqual([...trainedPolicy(run.model).keys()].toSorted());
  expect(
    moved.filter((name) => !/\.lora_[AB]\.|\.(scale|shift)\.|^action_head\.|^proprio_projector\./.test(name)),
  ).toEqual([]);
});

test("a checkpoint holds an adapter, heads, moments and the merged model; without merging no model", async () => {
  const run = await tinyRun(world, LORA);
  const merged = readdirSync(await run.save(at("files")), { recursive: true }).map(String);
  expect(merged.toSorted()).toEqual([
    "action_head.safetensors",
    "base_model.json",
    "config.json",
    "dataset_statistics.json",
    "energy_model.safetensors",
    "lora_adapter",
    "lora_adapter/adapter_config.json",
    "lora_adapter/adapter_model.safetensors",
    "manifest.json",
    "model.safetensors",
    "optimizer.safetensors",
    "preprocessor_config.json",
    "proprio_projector.safetensors",
    "tokenizer.json",
    "train_config.json",
    "training_state.json",
  ]);
  const lean = await tinyRun(world, [...LORA, "lora.mergeDuringTraining=false"]);
  expect(readdirSync(await lean.save(at("lean")))).not.toContain("model.safetensors");
});

test("the merged model loads as a folder, and the adapter beside the base as well", async () => {
  const run = await tinyRun(world, [...LORA, "lora.targets=original"]);
  await run.train(2);
  const dir = await run.save(at("merged"));
  const merged = flatten((await loadPretrained(dir)).policy);
  const adapter = await readPeftAdapter(join(dir, "lora_adapter"));
  expect(adapter).toMatchObject({ rank: 4, alpha: 4 });
  expect(adapter.modules).toEqual(run.model.lora!.modules);
  const { policy } = await loadPretrained(world.folder);
  const adapted = injectLora(policy, adapter.modules, { ...adapter, rng: createRng(0) });
  const leaves = [...flatten(adapted)].filter(([name]) => name.includes(".lora_"));
  assignTree(unflatten(leaves), adapter.tensors);
  const own = flatten(run.model.policy);
  for (const [name, leaf] of leaves) expect(leaf.dataSync(), name).toEqual(own.get(name)!.dataSync());
  const name = "language_model.model.layers.1.mlp.up_proj.weight";
  expect(merged.get(name)!.dataSync()).not.toEqual(own.get(name)!.dataSync());
});

test("bf16 halves the model's files, and the exact weights are kept for resuming", async () => {
  const run = await tinyRun(world, [...LORA, "training.precision=bf16"]);
  const dir = await run.save(at("half"));
  const types = async (file: string) =>
    new Set([...(await readSafetensorsHeader(join(dir, file))).entries.values()].map(({ dtype }) => dtype));
  for (const file of ["model", "action_head", "lora_adapter/adapter_model"])
    expect(await types(`${file}.safetensors`)).toEqual(new Set(["BF16"]));
  for (const file of ["optimizer", "energy_model"])
    expect(await types(`${file}.safetensors`)).toEqual(new Set(["F32"]));
  const { tensors } = await readSafetensors(join(dir, "optimizer.safetensors"));
  const kept = [...tensors.keys()].filter((name) => name.startsWith("policy.weight."));
  expect(kept).toHaveLength(trainedPolicy(run.model).size);
});

test("the saved precision may change when a run is resumed", async () => {
  const [half, whole] = [await tinyRun(world, [...LORA, "training.precision=f16"]), await tinyRun(world, LORA)];
  await half.train(1);
  await whole.restore(await half.save(at("precision")));
  expect(await whole.train(1)).toEqual(await half.train(1));
  await half.restore(await whole.save(at("precision")));
  expect(await whole.train(1)).toEqual(await half.train(1));
});

test("steps and checkpoints leave no tensors behind", async () => {
  const run = await tinyRun(world, [...LORA, "lora.dropout=0.1"]);
  await run.train(1);
  await run.save(at("leaks"));
  const before = tf.memory().numTensors;
  await run.train(3);
  await run.save(at("leaks"));
  expect(tf.memory().numTensors).toBe(before);
});

test("with FiLM the backbone has a file of its own, under the names of the original's wrappers", async () => {
  const run = await tinyRun(world, [...LORA, "film.enabled=true"]);
  const dir = await run.save(at("film"));
  const { entries } = await readSafetensorsHeader(join(dir, "vision_backbone.safetensors"));
  const block = "vision_backbone.featurizer.blocks.0";
  for (const name of [
    `${block}.scale.weight`,
    `${block}.shift.bias`,
    `${block}.block.attn.qkv.base_layer.weight`,
    `${block}.block.attn.qkv.lora_A.default.weight`,
    `${block}.block.norm1.weight`,
    "vision_backbone.fused_featurizer.patch_embed.proj.lora_B.default.weight",
  ])
    expect(entries.has(name), name).toBe(true);
  const model = await readSafetensorsHeader(join(dir, "model.safetensors"));
  expect([...model.entries.keys()].toSorted()).toEqual((await tinyTensors()).map(({ name }) => name).toSorted());
});

test("adapters are not resumed beside another base", async () => {
  const run = await tinyRun(world, LORA);
  const dir = await run.save(at("base"));
  const tensors = await tinyTensors();
  await writeTinyFolder(at("other"), {
    tensors: tensors.map((tensor, i) => (i === 9 ? { ...tensor, data: negated(tensor.data as Float32Array) } : tensor)),
  });
  const other = await tinyRun({ ...world, folder: at("other") }, LORA);
  await expect(other.restore(dir)).rejects.toThrow(
    /were trained beside the weights of .*model, but those of model.vlaPath .*other are others/,
  );
});

function negated(data: Float32Array): Float32Array {
  return data.map((x) => -x - 1);
}
