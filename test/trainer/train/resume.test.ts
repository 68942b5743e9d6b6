import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseCheckpoint } from "#trainer/checkpoint/resume.ts";
import { refuseOtherRun } from "#trainer/checkpoint/same-run.ts";
import { findCheckpoints } from "#trainer/checkpoint.ts";
import { applySettings, parseConfig } from "#trainer/contract/overrides.ts";
import { CheckpointManifest } from "#trainer/contract/run-dir.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { writeTinyFolder } from "../hf/openvla-folder.ts";
import { tinyConfig, tinyTrainer, writeTinyData, writeTinyRun } from "./tiny-trainer.ts";
import { startTrainer, untilLine } from "./trainer-process.ts";

let rootDir: string;
let dataDir: string;
let folder: string;
const run = (name: string, settings: string[]) => writeTinyRun(path.join(dataDir, "runs", name), rootDir, settings);
const start = (dir: string, settings: string[] = []) => startTrainer(dataDir, { dir, preset: null, settings });

beforeAll(async () => {
  rootDir = await writeTinyData();
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-resume-"));
  folder = path.join(dataDir, "model");
  await writeTinyFolder(folder);
});
afterAll(() => {
  for (const dir of [rootDir, dataDir]) fs.rmSync(dir, { recursive: true, force: true });
});

const EVERYTHING = ["data.imageAug=true", "energy.dropout=0.2", "energy.negatives.noise=true"];
const kinds: { name: string; settings: string[]; base?: true }[] = [
  { name: "l1", settings: [] },
  { name: "l1, three batches a step", settings: ["training.gradAccumulationSteps=3"] },
  {
    name: "l1, film, clip, warm-up",
    settings: ["film.enabled=true", "training.clipNorm=1", "lrWarmupSteps=8", "warmSteps=7"],
  },
  { name: "l1, lora with dropout", base: true, settings: ["lora.enabled=true", "lora.rank=4", "lora.dropout=0.2"] },
  { name: "diffusion", settings: ["head.kind=diffusion", "head.diffusionInferenceSteps=4"] },
  { name: "token", settings: ["head.kind=token"] },
  { name: "energy alone", settings: ["energy.only=true"] },
];

describe("10 steps are 5, a kill, and 5 more, bit for bit", () => {
  test.each(kinds)("$name", async ({ name, settings, base }) => {
    const from = base ? [`model.vlaPath=${folder}`] : [];
    const all = [...EVERYTHING, "maxSteps=10", "logFreq=1", "saveFreq=5", ...settings, ...from];
    const killed = run(name, all);
    const first = start(killed);
    await untilLine(first, (line) => line.kind === "checkpoint" && line.step === 5);
    first.child.kill("SIGKILL");
    await first.exited;
    fs.rmSync(path.join(killed, "checkpoints/step-000010"), { recursive: true, force: true });
    const second = start(killed);
    expect(await second.exited).toMatchObject({ code: 0 });

    const steps = second.lines().flatMap((line) => (line.kind === "start" ? [[line.attempt, line.step]] : []));
    expect(steps).toEqual([
      [1, 0],
      [2, 5],
    ]);
    const straight = await tinyTrainer(await openEngine("wasm"), rootDir, all);
    await straight.train(10);
    const wanted = await straight.save(path.join(dataDir, "straight", name));
    expect(filesOf(path.join(killed, "checkpoints/step-000010"))).toEqual(filesOf(wanted));
  });
});

describe("resuming", () => {
  let done: string;
  const copy = (name: string) => {
    const dir = path.join(dataDir, "runs", name);
    fs.cpSync(done, dir, { recursive: true });
    return dir;
  };
  const at = (dir: string, step: number, file = "") => path.join(dir, `checkpoints/step-00000${step}`, file);

  beforeAll(async () => {
    done = run("done", ["maxSteps=6", "saveFreq=2", "logFreq=1"]);
    expect(await start(done).exited).toMatchObject({ code: 0 });
  });

  test("goes on from any checkpoint, and what an earlier attempt logged after it stays", async () => {
    const dir = copy("from 2");
    const again = start(dir, ["run.resume=2"]);
    expect(await again.exited).toMatchObject({ code: 0 });
    const steps = again.lines().flatMap((line) => (line.kind === "metric" ? [line.step] : []));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 3, 4, 5, 6]);
    const losses = again.lines().flatMap((line) => (line.kind === "metric" ? [line.values["train/loss"]] : []));
    expect(losses.slice(6)).toEqual(losses.slice(2, 6));
    expect(filesOf(at(dir, 6))).toEqual(filesOf(at(done, 6)));
  });

  test("skips a checkpoint that is cut short, changed or half written, and says so", async () => {
    const dir = copy("damaged");
    fs.truncateSync(at(dir, 6, "optimizer.safetensors"), 100);
    const file = at(dir, 4, "action_head.safetensors");
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    fs.writeFileSync(file, bytes);
    fs.cpSync(at(dir, 6), path.join(dir, "checkpoints/.tmp-step-000008"), { recursive: true });
    const again = start(dir);
    const { code, output } = await again.exited;
    expect(code).toBe(0);
    expect(output).toMatch(/checkpoint step-000006 is skipped: optimizer\.safetensors has 100 bytes/);
    expect(output).toMatch(/checkpoint step-000004 is skipped: action_head\.safetensors does not have the sha256/);
    expect(again.lines().filter((line) => line.kind === "start")).toMatchObject([{ step: 0 }, { step: 2 }]);
    expect(fs.readdirSync(path.join(dir, "checkpoints")).toSorted()).toEqual(
      [2, 4, 6].map((step) => `step-00000${step}`),
    );
    expect(findCheckpoints(dir).map(({ fault }) => fault)).toEqual([null, null, null]);
  });

  test("in another run's config is refused in one sentence, with exit code 2", async () => {
    const sentence = /step-000006 was trained with training\.batchSize 2, the config says 3; a resumed run keeps it/;
    const again = start(copy("other"), ["batchSize=3"]);
    const { code, output } = await again.exited;
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
    expect(again.lines().at(-1)).toMatchObject({
      kind: "end",
      status: "failed",
      reason: expect.stringMatching(sentence),
    });
  });

  test.each([
    ["another accumulation", "gradAccumulationSteps=4", /training\.gradAccumulationSteps 1, the config says 4/],
    ["another seed", "seed=6", /training\.seed 5, the config says 6/],
    ["another shape", "model.size.llama.width=16", /model\.size\.llama\.width 8, the config says 16/],
    ["another energy", "energy.output=softplus", /energy\.output "scaledSigmoid", .*"softplus"/],
    ["another head", "head.kind=token", /head\.kind "l1", the config says "token"/],
  ])("with %s is refused", (_, setting, sentence) => {
    const config = parseConfig(applySettings(tinyConfig(rootDir), [setting]));
    expect(() => refuseOtherRun(at(done, 6), config)).toThrow(sentence);
  });

  test("takes only a whole checkpoint when one is named", async () => {
    const dir = copy("named");
    fs.rmSync(at(dir, 4, "energy_model.safetensors"));
    await expect(chooseCheckpoint(dir, 4)).rejects.toThrow(
      /run\.resume 4: checkpoint step-000004 is damaged: energy_model\.safetensors is missing/,
    );
    await expect(chooseCheckpoint(dir, 5)).rejects.toThrow(/run\.resume 5: .*complete are: 2, 6/);
    expect((await chooseCheckpoint(dir, 2)).checkpoint).toMatchObject({ step: 2 });
    expect((await chooseCheckpoint(dir, "never")).checkpoint).toBe(null);
  });

  test("with more steps and other rates is allowed", () => {
    const config = parseConfig(applySettings(tinyConfig(rootDir), ["maxSteps=8", "training.learningRate=1e-4"]));
    expect(() => refuseOtherRun(at(done, 6), config)).not.toThrow();
  });
});

/** sha256 by file, of everything that training has made. */
function filesOf(checkpoint: string): Record<string, string> {
  const manifest = CheckpointManifest.parse(
    JSON.parse(fs.readFileSync(path.join(checkpoint, "manifest.json"), "utf8")),
  );
  const own = manifest.files.filter((file) => file.path.endsWith(".safetensors"));
  return Object.fromEntries(own.map((file) => [file.path, file.sha256]));
}
