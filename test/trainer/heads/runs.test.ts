import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogLine } from "#trainer/contract/log.ts";
import { METRICS } from "#trainer/contract/metrics.ts";
import { writeTinyData, writeTinyRun } from "../train/tiny-trainer.ts";
import { startTrainer } from "../train/trainer-process.ts";

let rootDir: string;

beforeAll(async () => {
  rootDir = await writeTinyData();
});
afterAll(() => fs.rmSync(rootDir, { recursive: true, force: true }));

const STEPS = ["maxSteps=50", "logFreq=25", "saveFreq=50", "useValSet=true", "valFreq=50", "valFrames=8"];
const SMALL_ENERGY = ["energy.enabled=true", "energy.negatives.noise=true"];
const CHUNK = ["l1_loss", "current_l1_loss", "next_l1_loss", "action_accuracy", "next_action_accuracy"];
const kinds = [
  { kind: "l1", settings: [], files: ["action_head"], sampled: 2 },
  {
    kind: "diffusion",
    settings: ["head.diffusionInferenceSteps=3"],
    files: ["action_head", "noisy_action_projector"],
    sampled: 1,
  },
  { kind: "token", settings: [], files: [], sampled: 2 },
];

test.each(kinds)("a run with a $kind head trains, validates and saves its own files", async (head) => {
  const { kind, settings, files, sampled } = head;
  const all = [`head.kind=${kind}`, ...settings, ...STEPS, ...SMALL_ENERGY];
  const dir = writeTinyRun(path.join(rootDir, "runs", kind), rootDir, all);
  const trainer = startTrainer(rootDir, { dir, preset: null, settings: [] });
  const { code, output } = await trainer.exited;
  expect(code, output).toBe(0);

  const lines = trainer.lines();
  const values = (of: "metric" | "eval") => lines.filter((line) => line.kind === of).map(valuesOf);
  for (const name of lines.flatMap((line) => Object.keys(valuesOf(line)))) expect(METRICS).toHaveProperty(name);
  expect(values("metric")).toHaveLength(2);
  for (const row of values("metric")) expect(Object.keys(row)).toEqual(expect.arrayContaining(TRAINED));
  expect(values("metric").filter((row) => CHUNK.every((name) => `train/${name}` in row))).toHaveLength(sampled);
  const validated = ["loss", "l1_ratio", "energy_loss", "energy_gap", ...CHUNK].map((name) => `val/${name}`);
  expect(Object.keys(values("eval")[0]!)).toEqual(expect.arrayContaining(validated));
  for (const value of lines.flatMap((line) => Object.values(valuesOf(line)))) expect(value).toEqual(expect.any(Number));

  const saved = fs.readdirSync(path.join(dir, "checkpoints/step-000050"));
  const heads = ["action_head", "noisy_action_projector"].filter((file) => saved.includes(`${file}.safetensors`));
  expect(heads).toEqual(files);
});

const TRAINED = ["train/loss", "train/total_loss", "energy/loss", "optim/grad_norm", "optim/energy_grad_norm"];

function valuesOf(line: LogLine): Record<string, unknown> {
  return line.kind === "metric" || line.kind === "eval" ? line.values : {};
}
