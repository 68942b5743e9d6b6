import type { TrainConfig } from "./contract/config.ts";
import { infoNceBounds } from "./contract/info-nce-bounds.ts";
import { evalBatches } from "./data/batches.ts";
import type { Batch } from "./data/collate.ts";
import type { Dataset } from "./data/dataset.ts";
import { meanChunk } from "./data/mean-chunk.ts";
import type { Tokenizer } from "./data/tokenizer.ts";
import { energyLoss } from "./energy/energy-loss.ts";
import { energyValFeeds } from "./energy/energy-step.ts";
import type { CompiledStep, Engine, Feeds } from "./engine/engine.ts";
import { type Inputs, measure } from "./forward.ts";
import { headValFeeds } from "./heads/head-feeds.ts";
import { createSampler } from "./heads/sampler.ts";
import type { Model } from "./model.ts";
import { type ProbeResult, probeBatch, probeMetrics } from "./probes.ts";
import { batchFeeds } from "./update/feeds.ts";

export type Evaluator = {
  run(signal: AbortSignal): Promise<{ values: Record<string, number>; seconds: number; frames: number }>;
};

/**
 * Measures val/… on held-out frames, the same ones every time, until they are used up, the time limit is over or the
 * signal asks to stop. Energies are compared within batches of the training batch size, so InfoNCE is comparable.
 */
export function createEvaluator(
  engine: Engine,
  model: Model,
  { config, dataset, tokenizer }: { config: TrainConfig; dataset: Dataset; tokenizer: Tokenizer },
): Evaluator {
  const { batchSize, seed, valFrames, valTimeLimitSeconds, valProbes } = config.training;
  const step = engine.compile((inputs) => evalStep(model, config, inputs));
  const sample = createSampler(engine, model);
  const options = { tokenizer, split: "val", batchSize, maxFrames: valFrames, seed } as const;
  const baseline = meanChunk(dataset);

  return {
    async run(signal) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1000;
      const sums = weightedMeans();
      const probes: ProbeResult[] = [];
      let batchNumber = 0;
      for await (const batch of evalBatches(dataset, options)) {
        const draws = {
          ...headValFeeds(batchNumber, batch.size, config, model),
          ...energyValFeeds(batchNumber++, batch.size, config, model),
        };
        const evaluate = async (b: Batch) => {
          const feeds = { ...batchFeeds(b, model.dims), ...draws };
          return await evaluateBatch(step, { ...feeds, ...(await sample(feeds)) });
        };
        const { error, ...metrics } = await evaluate(batch);
        sums.add(scalars(metrics), batch.size);
        sums.add({ baseline: baseline.l1(batch.actions) }, batch.size);
        if (valProbes)
          probes.push(
            await probeBatch(batch, error!, {
              tokenizer,
              dataset,
              seed,
              errors: async (b) => (await evaluate(b)).error!,
            }),
          );
        if (signal.aborted || seconds() > valTimeLimitSeconds) break;
      }
      const { baseline: baselineL1, ...means } = sums.take();
      const named = Object.fromEntries(Object.entries(means).map(([name, value]) => [`val/${name}`, value]));
      const ratios = {
        "val/l1_ratio": means.l1_loss! / baselineL1!,
        ...(model.energy && { "val/energy_loss_ratio": means.energy_loss! / chanceLoss(config) }),
      };
      return { values: { ...named, ...ratios, ...probeMetrics(probes) }, seconds: seconds(), frames: sums.weight };
    },
  };
}

/** Metrics of one batch, and `error` f32[B]: the L1 of each sample's chunk. */
function evalStep(model: Model, config: TrainConfig, inputs: Inputs) {
  const { metrics, actions, context } = measure(model, inputs);
  const error = actions!.sub(inputs.actions!).abs().mean([1, 2]);
  if (!model.energy || !context) return { ...metrics, error };
  const energy = Object.entries(energyLoss(model, config, inputs, context).metrics);
  const named = Object.fromEntries(energy.map(([name, value]) => [`energy_${name}`, value]));
  return { ...metrics, ...named, error };
}

async function evaluateBatch(step: CompiledStep, feeds: Feeds) {
  return await (await step.run(feeds)).read();
}

/** InfoNCE of an energy model that knows nothing. */
function chanceLoss({ training: { batchSize }, energy }: TrainConfig): number {
  return infoNceBounds({ ...energy, batchSize })!.chance;
}

function scalars(values: Record<string, Float32Array>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, data]) => [name, data[0]!]));
}

function weightedMeans() {
  const sums: Record<string, number> = {};
  let weight = 0;
  let samples = 0;
  return {
    get weight() {
      return samples;
    },
    add(values: Record<string, number>, size: number) {
      if ("l1_loss" in values) samples += size;
      for (const [name, value] of Object.entries(values)) sums[name] = (sums[name] ?? 0) + value * size;
      weight = samples;
    },
    take: () => Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / weight])),
  };
}
