import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogLine } from "#trainer/contract/log.ts";
import { makeDataDir, startTrainer } from "./trainer-process.ts";

// Shorter than the preset's 2200 steps, so it holds the direction of each bound and not the bound itself.
const SETTINGS = ["maxSteps=1000", "stepsBeforeDecay=850", "valFreq=1000", "saveFreq=1000", "valFrames=480"];

let dataDir: string;

beforeAll(async () => {
  dataDir = await makeDataDir({ episodes: 400, valEpisodes: 60 });
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

test("on episodes never trained on, the policy beats the mean chunk, looks, listens, and the energy gap opens", async () => {
  const trainer = startTrainer(dataDir, { dir: path.join(dataDir, "runs/learn"), settings: SETTINGS });
  const { code, output } = await trainer.exited;
  expect(code, output).toBe(0);
  const last = trainer.lines().findLast((line): line is Extract<LogLine, { kind: "eval" }> => line.kind === "eval")!;
  const value = (name: string) => Number(last.values[`val/${name}`]);
  console.log(`after 1000 steps: ${JSON.stringify(last.values)}`);
  expect(value("l1_ratio")).toBeLessThan(0.65);
  expect(value("energy_loss_ratio")).toBeLessThan(0.7);
  expect(value("energy_gap")).toBeGreaterThan(0.5);
  expect(value("blank_rise")).toBeGreaterThan(0.1);
  expect(value("swap_rise")).toBeGreaterThan(0.02);
  expect(value("swap_rise_approach")).toBeGreaterThan(0);
});
