import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listCheckpoints } from "#trainer/checkpoint.ts";
import { readSafetensors } from "#trainer/safetensors.ts";
import { makeDataDir, QUICK, startTrainer, untilLine } from "./trainer-process.ts";

let dataDir: string;
const run = (name: string) => path.join(dataDir, "runs", name);

beforeAll(async () => {
  dataDir = await makeDataDir();
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

describe("a run of the trainer", () => {
  test("logs every 10 steps and at the last, validates, saves whole checkpoints and ends as finished", async () => {
    const trainer = startTrainer(dataDir, {
      dir: run("whole"),
      settings: [...QUICK, "maxSteps=25", "saveFreq=10", "valFreq=20"],
    });
    expect(await trainer.exited).toMatchObject({ code: 0 });
    const lines = trainer.lines();
    expect(lines.flatMap((line) => (line.kind === "metric" ? [line.step] : []))).toEqual([10, 20, 25]);
    expect(lines.flatMap((line) => (line.kind === "eval" ? [line.step] : []))).toEqual([20, 25]);
    expect(lines.flatMap((line) => (line.kind === "checkpoint" ? [line.step] : []))).toEqual([10, 20, 25]);
    expect(lines[0]).toMatchObject({ kind: "start", attempt: 1, step: 0 });
    expect(lines.at(-1)).toMatchObject({ kind: "end", status: "finished" });
    const last = lines.findLast((line) => line.kind === "metric");
    for (const name of [
      "train/loss",
      "train/action_accuracy",
      "energy/positive",
      "energy/negative",
      "energy/gap",
      "optim/lr",
      "perf/steps_per_second",
    ]) {
      expect(last?.values[name], name).toBeTypeOf("number");
    }
    expect(listCheckpoints(run("whole")).map(({ step }) => step)).toEqual([10, 20, 25]);
    const names = [
      ...(await readSafetensors(path.join(run("whole"), "checkpoints/step-000025/model.safetensors"))).tensors.keys(),
    ];
    expect(names).toContain("vision_backbone.featurizer.blocks.0.attn.qkv.weight");
    expect(names).toContain("language_model.model.layers.2.self_attn.q_proj.weight");
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s saves a checkpoint and ends as cancelled with exit code 0",
    async (signal) => {
      const trainer = startTrainer(dataDir, { dir: run(signal), settings: [...QUICK, "maxSteps=100000", "logFreq=1"] });
      await untilLine(trainer, (line) => line.kind === "metric");
      trainer.child.kill(signal);
      expect(await trainer.exited).toMatchObject({ code: 0 });
      const lines = trainer.lines();
      expect(lines.at(-1)).toMatchObject({ kind: "end", status: "cancelled" });
      const step = lines.findLast((line) => line.kind === "metric")!.step;
      expect(listCheckpoints(run(signal)).map((checkpoint) => checkpoint.step)).toEqual([step]);
    },
  );

  test("keeps only what training.keepCheckpoints says", async () => {
    const trainer = startTrainer(dataDir, {
      dir: run("latest"),
      settings: [...QUICK, "maxSteps=6", "saveFreq=2", "training.keepCheckpoints=latest"],
    });
    expect(await trainer.exited).toMatchObject({ code: 0 });
    expect(listCheckpoints(run("latest")).map(({ step }) => step)).toEqual([6]);
  });
});

describe("bad input ends with one sentence and exit code 2", () => {
  test.each([
    ["a data set that is not there", ["datasetName=nowhere"], /nowhere.*vela_scoop_64/s],
    ["a field that does not exist", ["learningSpeed=1"], /no config field "learningSpeed"/],
    ["a value of the wrong kind", ["lr=fast"], /training\.learningRate.*"fast"/],
    ["two fields that contradict each other", ["batchSize=1"], /training\.batchSize 1.*energy\.enabled/],
    ["a size that the data set does not have", ["data.platform.actionDim=14"], /14.*7|7.*14/],
    ["a checkpoint that is not there", ["run.resume=77"], /run\.resume 77/],
  ])("%s", async (_, settings, sentence) => {
    const { code, output } = await startTrainer(dataDir, {
      dir: run(`bad-${settings[0]}`),
      settings: [...QUICK, "maxSteps=2", ...settings],
    }).exited;
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  test("a corrupt record names its file and offset", async () => {
    const folder = path.join(dataDir, "datasets/rlds/vela_scoop_64/1.0.0");
    const broken = path.join(dataDir, "datasets/rlds/broken/1.0.0");
    fs.cpSync(folder, broken, { recursive: true });
    const shard = path.join(broken, fs.readdirSync(broken).find((name) => name.includes("-train.tfrecord"))!);
    const bytes = fs.readFileSync(shard);
    bytes[5000]! ^= 1;
    fs.writeFileSync(shard, bytes);
    const { code, output } = await startTrainer(dataDir, {
      dir: run("broken"),
      settings: [...QUICK, "maxSteps=2", "datasetName=broken"],
    }).exited;
    expect(output).toMatch(/tfrecord-00000.*offset|byte/);
    expect(code).toBe(2);
  });

  test("a preset that does not exist names those that do", async () => {
    const { code, output } = await startTrainer(dataDir, { dir: run("preset"), preset: "nonsense" }).exited;
    expect(output).toMatch(/no preset "nonsense"; there are scoop-tiny/);
    expect(code).toBe(2);
  });

  test("a config.json that is not JSON is said to be so, and stays as it is", async () => {
    fs.mkdirSync(run("config"), { recursive: true });
    fs.writeFileSync(path.join(run("config"), "config.json"), "{ half");
    const { code, output } = await startTrainer(dataDir, { dir: run("config"), preset: null, settings: [] }).exited;
    expect(output).toMatch(/config\.json is not JSON/);
    expect(code).toBe(2);
    expect(fs.readFileSync(path.join(run("config"), "config.json"), "utf8")).toBe("{ half");
  });
});
