import type { TrainConfig } from "../contract/config.ts";
import type { Engine, Feeds } from "../engine/engine.ts";
import type { tf } from "../engine/tf.ts";
import { chunkMetrics } from "../losses/chunk-metrics.ts";
import type { Model } from "../model.ts";
import { startFeeds } from "./head-feeds.ts";
import { createSampler } from "./sampler.ts";

/** Metrics of the update after `step` by their full names: none unless it is one whose batch is sampled. */
export type SampledMetrics = (step: number, feeds: Feeds) => Promise<Record<string, number>>;

/**
 * How near sampled chunks are to a batch's, which a denoising head's loss does not tell. One batch every
 * `sampleEvery` updates, before it is learned from; other heads tell with every batch.
 */
export function createSampledMetrics(engine: Engine, model: Model, config: TrainConfig): SampledMetrics {
  if (model.head.kind !== "diffusion") return async () => ({});
  const sample = createSampler(engine, model);
  const compare = engine.compile(({ sampled, actions }) =>
    chunkMetrics(sampled as tf.Tensor3D, actions as tf.Tensor3D),
  );
  const every = sampleEvery(config);

  return async (step, feeds) => {
    if ((step + 1) % every !== 0) return {};
    const rows = feeds.actions!.shape[0]!;
    const start = startFeeds(`${config.training.seed}/head/sample/${step}`, rows, model);
    const { sampled } = await sample({ ...feeds, ...start });
    const values = await (await compare.run({ sampled: sampled!, actions: feeds.actions! })).read();
    return Object.fromEntries(Object.entries(values).map(([name, [value]]) => [`train/${name}`, value!]));
  };
}

/**
 * Updates between two samplings: 50, the original's diffusion_sample_freq, or more where the passes of a sampling would
 * take more than about a tenth of the time, for an update costs three; always a step that is logged.
 */
export function sampleEvery({ head, training }: Pick<TrainConfig, "head" | "training">): number {
  const passes = head.kind === "diffusion" ? head.diffusionInferenceSteps : 0;
  const enough = Math.max(50, Math.ceil((10 * passes) / (3 * training.gradAccumulationSteps)));
  return Math.ceil(enough / training.logFreq) * training.logFreq;
}
