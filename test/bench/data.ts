// How long a training step waits for its data, by the number of data threads: npm run bench:data [-- --json FILE]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { findPreset } from "#trainer/contract/presets.ts";
import { trainBatches } from "#trainer/data/batches.ts";
import type { Batch } from "#trainer/data/collate.ts";
import { type Dataset, openDataset } from "#trainer/data/dataset.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import type { Engine } from "#trainer/engine/engine.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { createModel } from "#trainer/model.ts";
import { makeSampleDataset } from "#trainer/sample/write.ts";
import { openRunData } from "#trainer/start/open-data.ts";
import { createTrainState } from "#trainer/step.ts";
import { singleRank } from "#trainer/update/ranks.ts";
import { createUpdater } from "#trainer/update/updater.ts";
import { type Figures, quantile, report } from "./report.ts";

const WORKERS = [0, 1, 2];
/** Rounds take turns, so that what else the machine does meets all of them alike. */
const ROUNDS = 4;
const STEPS = 10;
const WARM_UP = 3;

const here = import.meta.dirname;
const given = process.env.VELA_TEST_DATA ?? path.join(here, "..", "..", "..", "shared", "data");
const realData = [path.join(given, "rlds"), given].find((dir) => fs.existsSync(path.join(dir, "bridge_dataset")));
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-bench-"));
try {
  await makeSampleDataset({ outDir: path.join(dataDir, "sample"), size: 64, episodes: 20, valEpisodes: 2 });
  const engine = await openEngine("auto");
  const figures: Figures = { engine: engine.name };
  Object.assign(figures, await benchPreset(engine, "scoop-tiny", path.join(dataDir, "sample")));
  if (realData) {
    Object.assign(figures, await benchPreset(engine, "bridge-tiny", realData));
    Object.assign(figures, await benchLarge(realData));
  } else figures["bridge-tiny"] = `not measured: no bridge_dataset in ${given}; VELA_TEST_DATA names another folder`;
  report("bench:data", figures);
} finally {
  fs.rmSync(dataDir, { recursive: true, force: true });
}

/** Steps of a preset as it trains, with the share of the time that no step was computed: waiting, and a turn of the loop. */
async function benchPreset(engine: Engine, preset: string, rootDir: string): Promise<Figures> {
  const ways = await Promise.all(
    WORKERS.map(async (workers) => {
      const { config: input } = findPreset(preset)!;
      const config = parseConfig({ ...input, data: { ...input.data, rootDir, workers } });
      const signal = new AbortController().signal;
      const dataset = await openRunData(config, { preset: null, dataDir, say: () => {}, signal });
      return {
        workers,
        config,
        dataset,
        waitMs: [] as number[],
        stepMs: [] as number[],
        stream: stream(dataset, config),
      };
    }),
  );
  const { config, dataset } = ways[0]!;
  const state = createTrainState(createModel(config, dataset, mergeTokenizer(dataset.vocabulary)), config);
  const update = createUpdater(engine, state, config, singleRank());
  for (let round = 0; round < ROUNDS; round++) {
    for (const { stream, waitMs, stepMs } of ways) {
      for (let i = 0; i < WARM_UP + STEPS; i++) {
        const from = performance.now();
        await new Promise(setImmediate);
        const batch = (await stream.next()).value!;
        const ready = performance.now();
        await update(async () => batch);
        if (i < WARM_UP) continue;
        waitMs.push(ready - from);
        stepMs.push(performance.now() - ready);
      }
    }
  }
  await closeAll(ways);
  return Object.fromEntries(
    ways.flatMap(({ workers, waitMs, stepMs }) => [
      [`${preset}, ${workers} threads: wait share`, sum(waitMs) / (sum(waitMs) + sum(stepMs))],
      [`${preset}, ${workers} threads: wait ms (median, p95)`, `${spread(waitMs)}`],
      [`${preset}, ${workers} threads: step ms (median, p95)`, `${spread(stepMs)}`],
    ]),
  );
}

/** Batches of 8 × 2 augmented pictures of 224 px, as fast as they come: what a step at full size may take them from. */
async function benchLarge(rootDir: string): Promise<Figures> {
  const ways = await Promise.all(
    WORKERS.map(async (workers) => {
      const dataset = await openDataset({
        rootDir,
        datasetName: "robomimic_lift_mh_wrist",
        platform: { kind: "libero", chunk: 8, actionDim: 7, proprioDim: 8, normalization: "BOUNDS_Q99" },
        imageSize: 224,
        numImages: 2,
        chunkEnd: "drop",
        valFraction: 0,
        cacheDir: path.join(dataDir, "cache"),
        workers,
      });
      const options = { training: { batchSize: 8, seed: 0 }, data: { shuffleBufferSize: 100, imageAug: true } };
      return { workers, dataset, stream: stream(dataset, options), batchMs: [] as number[] };
    }),
  );
  for (let round = 0; round < ROUNDS; round++) {
    for (const { stream, batchMs } of ways) {
      for (let i = 0; i < 6 + STEPS; i++) {
        const from = performance.now();
        await stream.next();
        // The first ones were made ahead, while another way had its turn.
        if (i >= 6) batchMs.push(performance.now() - from);
      }
    }
  }
  await closeAll(ways);
  return Object.fromEntries(
    ways.map(({ workers, batchMs }) => [
      `224 px × 2 × 8, ${workers} threads: ms a batch`,
      sum(batchMs) / batchMs.length,
    ]),
  );
}

type StreamOptions = {
  training: { batchSize: number; seed: number };
  data: { shuffleBufferSize: number; imageAug: boolean };
};

function stream(dataset: Dataset, { training, data }: StreamOptions): AsyncGenerator<Batch, void, void> {
  const { batchSize, seed } = training;
  const { shuffleBufferSize, imageAug } = data;
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  return trainBatches(dataset, { tokenizer, batchSize, seed, shuffleBufferSize, imageAug });
}

async function closeAll(ways: { dataset: Dataset; stream: AsyncGenerator<Batch, void, void> }[]) {
  for (const { dataset, stream } of ways) {
    await stream.return();
    await dataset.pictures.close();
  }
}

function spread(ms: number[]): string {
  return `${quantile(ms, 0.5).toFixed(1)}, ${quantile(ms, 0.95).toFixed(1)}`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
