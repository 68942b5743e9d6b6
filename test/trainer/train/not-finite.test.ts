import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listCheckpoints } from "#trainer/checkpoint.ts";
import type { Engine } from "#trainer/engine/engine.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { trainedEnergy, trainedPolicy } from "#trainer/model.ts";
import { readSafetensors } from "#trainer/safetensors.ts";
import { tinyTrainer, writeTinyData, writeTinyRun } from "./tiny-trainer.ts";
import { startTrainer } from "./trainer-process.ts";

let engine: Engine;
let rootDir: string;
let dataDir: string;

beforeAll(async () => {
  engine = await openEngine("wasm");
  rootDir = await writeTinyData();
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-not-finite-"));
});
afterAll(() => {
  for (const dir of [rootDir, dataDir]) fs.rmSync(dir, { recursive: true, force: true });
});

/** A run saved after two updates, with a weight of one of its models so large that the next step overflows. */
async function brokenRun(name: string, { leaf, settings }: { leaf: string; settings: string[] }) {
  const dir = writeTinyRun(path.join(dataDir, name), rootDir, settings);
  const run = await tinyTrainer(engine, rootDir, settings);
  await run.train(2);
  const variable = trainedPolicy(run.model).get(leaf) ?? trainedEnergy(run.model).get(leaf)!;
  engine.write(variable, new Float32Array(variable.size).fill(3e38));
  await run.save(dir);
  return dir;
}

const FREQ = ["maxSteps=100", "logFreq=50", "saveFreq=1"];

test("a loss that is not a number ends the run at its own step, its batch is kept, checkpoints are untouched", async () => {
  const settings = [...FREQ, "energy.dropout=0.2"];
  const dir = await brokenRun("policy", { leaf: "action_head.model.fc2.weight", settings });
  const trainer = startTrainer(dataDir, { dir, preset: null, settings: [] });
  const { code, output } = await trainer.exited;
  expect(code).toBe(3);
  expect(output).not.toMatch(/^\s+at /m);
  const lines = trainer.lines();
  expect(lines.at(-1)).toMatchObject({
    status: "failed",
    reason: expect.stringMatching(/^train\/loss is \S+ at step 3/),
  });
  expect(lines.filter(({ kind }) => kind === "metric")).toMatchObject([{ step: 3 }]);
  expect(listCheckpoints(dir).map(({ step }) => step)).toEqual([2]);

  const note = lines.find((line) => line.kind === "note")!;
  const stem = "artifacts/not-finite/step-000003-batch-2";
  expect(note).toMatchObject({ step: 3, text: expect.stringContaining(`${stem}.safetensors`) });
  const { tensors } = await readSafetensors(path.join(dir, `${stem}.safetensors`));
  const straight = await tinyTrainer(engine, rootDir, settings);
  const [, , third] = await straight.train(3);
  const { batch, feeds } = third!.batches[0]!;
  expect([...tensors.keys()].toSorted()).toEqual(Object.keys(feeds).toSorted());
  for (const [name, { data }] of Object.entries(feeds)) expect(tensors.get(name)!.data, name).toEqual(data);
  const story = JSON.parse(fs.readFileSync(path.join(dir, `${stem}.json`), "utf8"));
  expect(story).toMatchObject({
    step: 3,
    batch: 2,
    samples: batch.meta.map(({ episode, frame }) => ({ episode, frame })),
  });
  expect(story.samples.map(({ instruction }: { instruction: string }) => instruction)).toEqual(batch.instructions);
});

test("so does one of the energy model, and with accumulation all batches under suspicion are kept", async () => {
  const settings = [...FREQ, "training.gradAccumulationSteps=2"];
  const dir = await brokenRun("energy", { leaf: "state_linear.fc1.weight", settings });
  const trainer = startTrainer(dataDir, { dir, preset: null, settings: [] });
  expect((await trainer.exited).code).toBe(3);
  expect(trainer.lines().at(-1)).toMatchObject({
    reason: expect.stringMatching(/^(energy|optim)\/\S+ is \S+ at step 3/),
  });
  const kept = fs.readdirSync(path.join(dir, "artifacts/not-finite")).toSorted();
  expect(kept).toEqual([4, 5].flatMap((n) => [`step-000003-batch-${n}.json`, `step-000003-batch-${n}.safetensors`]));
});
