import { join } from "node:path";
import { checkpointContent, restoreState } from "#trainer/checkpoint/state-files.ts";
import { saveCheckpoint } from "#trainer/checkpoint.ts";
import { applySettings, parseConfig } from "#trainer/contract/overrides.ts";
import { checkpointName } from "#trainer/contract/run-dir.ts";
import { trainBatches } from "#trainer/data/batches.ts";
import { openDataset } from "#trainer/data/dataset.ts";
import { eagerEngine } from "#trainer/engine/eager.ts";
import { loadPretrained } from "#trainer/hf/load-pretrained.ts";
import { createModel } from "#trainer/model.ts";
import { createTrainState, stepFeeds, trainStep } from "#trainer/step.ts";
import { batchFeeds } from "#trainer/update/feeds.ts";
import { tinyOptions, writeTinyDataset } from "../data/tiny-dataset.ts";
import { writeTinyFolder } from "../hf/openvla-folder.ts";

export const engine = eagerEngine("test", "test");

/** A data set, and the golden openvla_tiny as a Hugging Face folder in `root`. */
export async function makeTinyWorld(root: string) {
  const { rootDir } = await writeTinyDataset({ train: [{ length: 12 }, { length: 9, instruction: "open it" }] });
  const folder = join(root, "model");
  await writeTinyFolder(folder);
  return { rootDir, folder };
}

/** A run of the golden tiny model on it, step by step; `settings` are those of the command line. */
export async function tinyRun({ rootDir, folder }: { rootDir: string; folder: string }, settings: string[]) {
  const platform = { kind: "custom", chunk: 4, actionDim: 7, proprioDim: 7, normalization: "BOUNDS" } as const;
  const training = { batchSize: 2, maxSteps: 100, learningRate: 1e-3, seed: 5 };
  const data = { datasetName: "tiny", platform, useProprio: true, imageAug: false, shuffleBufferSize: 10 };
  const config = parseConfig(
    applySettings({ model: { vlaPath: folder }, data, training, energy: { hidden: 16, heads: 4 } }, settings),
  );
  const dataset = await openDataset(tinyOptions(rootDir, { imageSize: 28 }));
  const pretrained = await loadPretrained(folder);
  const tokenizer = pretrained.tokenizer!;
  const model = createModel(config, dataset, tokenizer, pretrained);
  const state = createTrainState(model, config);
  const compiled = engine.compile((inputs) => trainStep(state, config, inputs));

  return {
    config,
    model,
    state,
    /** Losses of so many further steps. */
    async train(steps: number): Promise<number[]> {
      const options = { tokenizer, ...config.training, ...config.data, startBatch: state.step };
      const batches = trainBatches(dataset, options);
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) {
        const feeds = {
          ...batchFeeds((await batches.next()).value!, model.dims),
          ...stepFeeds(state.step, config, model),
        };
        losses.push((await (await compiled.run(feeds)).read())["train/total_loss"]![0]!);
        state.step++;
      }
      await batches.return();
      return losses;
    },
    /** Save under a run folder; returns the checkpoint's folder. */
    async save(runDir: string): Promise<string> {
      const content = checkpointContent(state, config, dataset);
      await saveCheckpoint(runDir, state.step, content, { engine, metrics: {} });
      return join(runDir, "checkpoints", checkpointName(state.step));
    },
    restore: (dir: string) => restoreState(state, dir, config, engine),
  };
}
