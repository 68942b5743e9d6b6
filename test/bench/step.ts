// How long a training step of a preset takes: npm run bench:step [-- --json FILE]
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseConfig } from "#trainer/contract/overrides.ts";
import { findPreset } from "#trainer/contract/presets.ts";
import { trainBatches } from "#trainer/data/batches.ts";
import { mergeTokenizer } from "#trainer/data/merge-tokenizer.ts";
import { openEngine } from "#trainer/engine/open.ts";
import { createModel } from "#trainer/model.ts";
import { makeSampleDataset } from "#trainer/sample/write.ts";
import { openRunData } from "#trainer/start/open-data.ts";
import { createTrainState, stepFeeds, trainStep } from "#trainer/step.ts";
import { batchFeeds } from "#trainer/update/feeds.ts";
import { quantile, report } from "./report.ts";

const STEPS = 60;

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-bench-"));
try {
  await makeSampleDataset({ outDir: path.join(dataDir, "datasets/rlds"), size: 64, episodes: 20, valEpisodes: 2 });
  const config = parseConfig(findPreset("scoop-tiny")!.config);
  const engine = await openEngine("auto");
  const dataset = await openRunData(config, {
    preset: "scoop-tiny",
    dataDir,
    say: () => {},
    signal: new AbortController().signal,
  });
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  const { batchSize, seed } = config.training;
  const model = createModel(config, dataset, tokenizer);
  const state = createTrainState(model, config);
  const step = engine.compile((inputs) => trainStep(state, config, inputs));
  const batches = trainBatches(dataset, { tokenizer, batchSize, seed, shuffleBufferSize: 500, imageAug: false });
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  let losses: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const batch = (await batches.next()).value!;
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    const outputs = await step.run({ ...batchFeeds(batch, model.dims), ...stepFeeds(i, config, model) });
    losses = [...losses, (await outputs.read())["train/loss"]![0]!];
    wallMs.push(performance.now() - wall);
    const used = process.cpuUsage(cpu);
    cpuMs.push((used.user + used.system) / 1000);
  }
  await batches.return();
  report("bench:step", {
    engine: engine.name,
    "step, wall ms (best)": quantile(wallMs.slice(5), 0),
    "step, wall ms (median)": quantile(wallMs.slice(5), 0.5),
    "step, wall ms (p95)": quantile(wallMs.slice(5), 0.95),
    "step, cpu ms (best)": quantile(cpuMs.slice(5), 0),
    "step, cpu ms (median)": quantile(cpuMs.slice(5), 0.5),
    "loss, first and last": `${losses[0]!.toFixed(4)} ${losses.at(-1)!.toFixed(4)}`,
  });
} finally {
  fs.rmSync(dataDir, { recursive: true, force: true });
}
