import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDataDir, QUICK, startTrainer } from "../train/trainer-process.ts";

const NEGATIVES = ["noise", "temporalShift", "amplitude", "gripperFlip"].map((kind) => `energy.negatives.${kind}=true`);
const SETTINGS = [
  ...QUICK,
  "batchSize=4",
  "logFreq=1",
  "energy.dropout=0.2",
  "energy.l2=0.01",
  "valFrames=6",
  ...NEGATIVES,
];

let dataDir: string;

beforeAll(async () => {
  dataDir = await makeDataDir();
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

describe("a run that trains the energy model alone", () => {
  test("leaves the policy's weights where they were, measures the task loss, and validates", async () => {
    const run = await train("only", [...SETTINGS, "energy.only=true", "maxSteps=3", "saveFreq=1"]);
    const bytes = (step: number, name: string) => readCheckpoint(run.dir, step, name);
    for (const name of ["model", "action_head", "proprio_projector"]) {
      expect(bytes(3, name).equals(bytes(1, name)), name).toBe(true);
    }
    expect(bytes(3, "energy_model").equals(bytes(1, "energy_model"))).toBe(false);
    // Moments of a policy that rests would take twice its memory for nothing.
    expect(bytes(3, "optimizer").includes("policy.m.")).toBe(false);
    const metric = run.lines.findLast((line) => line.kind === "metric")!;
    expect(metric.values["train/l1_loss"]).toBeGreaterThan(0);
    expect(metric.values).not.toHaveProperty("optim/grad_norm");
    const validated = run.lines.findLast((line) => line.kind === "eval")!;
    const counterparts = Object.keys(metric.values)
      .filter((name) => name.startsWith("energy/"))
      .map((name) => name.replace("energy/", "val/energy_"));
    expect(counterparts).toHaveLength(9);
    expect(Object.keys(validated.values)).toEqual(expect.arrayContaining(counterparts));
  });

  test("with dropout and negatives, 4 steps are 2, a stop, and 2 more, bit for bit", async () => {
    const settings = [...SETTINGS, "saveFreq=2", "training.useValSet=false", "valProbes=false"];
    const straight = await train("straight", [...settings, "maxSteps=4"]);
    const first = await train("halves", [...settings, "maxSteps=2"]);
    const second = await train("halves", ["maxSteps=4"]);
    expect(second.dir).toBe(first.dir);
    expect(second.lines.findLast((line) => line.kind === "start")).toMatchObject({ step: 2 });
    for (const name of ["energy_model", "model", "optimizer"]) {
      expect(readCheckpoint(second.dir, 4, name).equals(readCheckpoint(straight.dir, 4, name)), name).toBe(true);
    }
  });
});

async function train(name: string, settings: string[]) {
  const dir = path.join(dataDir, "runs", name);
  const trainer = startTrainer(dataDir, { dir, settings });
  const { code, output } = await trainer.exited;
  expect(code, output).toBe(0);
  return { dir, lines: trainer.lines() };
}

function readCheckpoint(dir: string, step: number, name: string): Buffer {
  return fs.readFileSync(path.join(dir, `checkpoints/step-00000${step}/${name}.safetensors`));
}
