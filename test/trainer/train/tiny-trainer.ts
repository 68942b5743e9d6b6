import fs from "node:fs";
import path from "node:path";
import { checkpointContent, restoreState } from "#trainer/checkpoint/state-files.ts";
import { saveCheckpoint } from "#trainer/checkpoint.ts";
import type { TrainConfigInput } from "#trainer/contract/config.ts";
import { applySettings, parseConfig } from "#trainer/contract/overrides.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { trainBatches } from "#trainer/data/batches.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import type { Engine } from "#trainer/engine/engine.ts";
import { createModel } from "#trainer/model.ts";
import { loadBase } from "#trainer/start/load-base.ts";
import { openRunData } from "#trainer/start/open-data.ts";
import { createTrainState } from "#trainer/step.ts";
import { singleRank } from "#trainer/update/ranks.ts";
import { createUpdater } from "#trainer/update/updater.ts";
import { writeTinyDataset } from "../data/tiny-dataset.ts";

/** A data set of 8 × 8 pictures, with held-out episodes. */
export async function writeTinyData(): Promise<string> {
  const episodes = [
    { length: 12 },
    { length: 9, instruction: "open it" },
    { length: 10, instruction: "close the box" },
  ];
  return (await writeTinyDataset({ train: episodes, val: [{ length: 9 }, { length: 8, instruction: "open it" }] }))
    .rootDir;
}

/** The config of a run from scratch on it whose model is as small as one can be. */
export function tinyConfig(rootDir: string): TrainConfigInput {
  const tower = { patch: 8, width: 8, depth: 2, heads: 2, mlp: 16 };
  const llama = { width: 8, layers: 2, heads: 2, mlp: 16 };
  return {
    model: {
      vlaPath: null,
      size: { imageSize: 16, dino: { ...tower, registers: 1 }, siglip: tower, llama, headHidden: 16 },
    },
    data: {
      rootDir,
      datasetName: "tiny",
      platform: { kind: "custom", chunk: 4, actionDim: 7, proprioDim: 7, normalization: "BOUNDS" },
      useProprio: true,
      imageAug: false,
      shuffleBufferSize: 10,
    },
    training: { batchSize: 2, learningRate: 1e-3, seed: 5 },
    lora: { enabled: false },
    energy: { hidden: 8, heads: 2 },
  };
}

/** A run folder with such a config, as a launch makes it; `startTrainer` goes on from there with `preset: null`. */
export function writeTinyRun(dir: string, rootDir: string, settings: string[] = []): string {
  const config = parseConfig(applySettings(tinyConfig(rootDir), settings));
  fs.mkdirSync(dir, { recursive: true });
  fs.writeFileSync(runPaths(dir).config, JSON.stringify({ v: 1, config }));
  return dir;
}

/** Such a run without a process of its own, update by update. */
export async function tinyTrainer(engine: Engine, rootDir: string, settings: string[] = [], ranks = singleRank()) {
  const config = parseConfig(applySettings(tinyConfig(rootDir), settings));
  const surroundings = { dataDir: rootDir, say: () => {}, signal: new AbortController().signal };
  const base = await loadBase(config, surroundings);
  const dataset = await openRunData(config, { ...surroundings, preset: null, base });
  const tokenizer = base?.tokenizer ?? mergeTokenizer(dataset.vocabulary);
  const model = createModel(config, dataset, tokenizer, base);
  const state = createTrainState(model, config);
  const update = createUpdater(engine, state, config, ranks);
  const { batchSize, gradAccumulationSteps } = config.training;

  return {
    config,
    model,
    state,
    /** So many further updates. */
    async train(updates: number) {
      const startBatch = state.step * gradAccumulationSteps;
      const batches = trainBatches(dataset, { tokenizer, ...config.training, ...config.data, batchSize, startBatch });
      const done = [];
      for (let i = 0; i < updates; i++) done.push(await update(async () => (await batches.next()).value!));
      await batches.return();
      return done;
    },
    /** Save under a run folder; returns the checkpoint's folder. */
    async save(runDir: string, metrics: Record<string, number> = {}): Promise<string> {
      const content = checkpointContent(state, config, dataset);
      return path.join(runDir, (await saveCheckpoint(runDir, state.step, content, { engine, metrics })).path);
    },
    restore: (dir: string) => restoreState(state, dir, config, engine),
  };
}
