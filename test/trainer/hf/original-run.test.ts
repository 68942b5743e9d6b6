import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWasm } from "#trainer/engine/wasm-backend.ts";
import { loadOriginalModules, readModule } from "#trainer/hf/original-run.ts";
import { applyL1Head, type L1HeadParams } from "#trainer/models/l1-head.ts";
import { floatVariable } from "#trainer/nn/init.ts";
import { type Params, unflatten } from "#trainer/tree.ts";
import { expectClose, floatTensor, readGolden } from "../golden.ts";

beforeAll(startWasm);

const module = join(import.meta.dirname, "..", "torch-checkpoint", "fixtures", "action_head--7_checkpoint.pt");
const root = mkdtempSync(join(tmpdir(), "vela-original-"));
afterAll(() => rmSync(root, { recursive: true }));

function runFolder(name: string, files: string[]): string {
  const dir = join(root, name);
  mkdirSync(dir);
  for (const file of files) copyFileSync(module, join(dir, file));
  return dir;
}

test("a checkpoint folder of the original gives its modules by part, the adapter and the merged model", async () => {
  const dir = runFolder("goal--7_chkpt", [
    "action_head--7_checkpoint.pt",
    "proprio_projector--7_checkpoint.pt",
    "energy_model--7_checkpoint.pt",
    "vision_backbone--7_checkpoint.pt",
  ]);
  mkdirSync(join(dir, "lora_adapter"));
  writeFileSync(join(dir, "model.safetensors.index.json"), "{}");
  const { step, parts, loraAdapter, merged } = await loadOriginalModules(dir, 7);
  expect(step).toBe(7);
  expect(Object.keys(parts).sort()).toEqual(["action_head", "energy_model", "proprio_projector", "vision_backbone"]);
  expect([...parts.action_head!.shapes]).toContainEqual(["0.weight", [2, 3]]);
  expect((await parts.action_head!.read("1.weight")).data).toEqual(Float32Array.of(1, 1));
  expect([loraAdapter, merged]).toEqual([join(dir, "lora_adapter"), dir]);
});

test("an action head that torch saved in distributed training predicts the original's actions", async () => {
  const { parts } = await loadOriginalModules(join(import.meta.dirname, "fixtures", "tiny--3_chkpt"), "latest");
  const leaves = [...(await readModule(parts.action_head!))].map(
    ([name, { data, shape }]) => [name, floatVariable(data, [...shape])] as const,
  );
  const outputs = await readGolden("openvla_tiny", "outputs");
  const hidden = floatTensor(outputs, "img1_proprio.base.actions_hidden_states");
  const head: Params = unflatten(leaves);
  const actions = applyL1Head(head as L1HeadParams, hidden, 8);
  expectClose(actions, outputs, "img1_proprio.base.predicted_actions", { abs: 1e-5 });
  expect([...parts.proprio_projector!.shapes.keys()].sort()).toEqual([
    "fc1.bias",
    "fc1.weight",
    "fc2.bias",
    "fc2.weight",
  ]);
});

test("the latest is the file of that name, else the highest step", async () => {
  const steps = runFolder("steps", ["action_head--900_checkpoint.pt", "action_head--10000_checkpoint.pt"]);
  expect((await loadOriginalModules(steps, "latest")).step).toBe(10_000);
  const latest = runFolder("latest", ["action_head--latest_checkpoint.pt", "action_head--5_checkpoint.pt"]);
  expect((await loadOriginalModules(latest, "latest")).step).toBeNull();
});

test("a step that is absent is refused with those that are there", async () => {
  const dir = join(root, "steps");
  await expect(loadOriginalModules(dir, 7)).rejects.toThrow(
    `expected modules named like action_head--7_checkpoint.pt in ${dir}, but found 10000, 900`,
  );
  await expect(loadOriginalModules(runFolder("empty", []), "latest")).rejects.toThrow("but found none");
  await expect(loadOriginalModules(join(root, "nowhere"), "latest")).rejects.toThrow("there is no such folder");
});
