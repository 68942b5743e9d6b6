import type { TrainConfig } from "../contract/config.ts";
import type { Batch } from "../data/collate.ts";
import type { CompiledStep, Engine, Feeds } from "../engine/engine.ts";
import { createSampledMetrics } from "../heads/sampled-metrics.ts";
import { meanOf } from "../report/metric-window.ts";
import { drawFeeds, type TrainState, trainStep, updateFeeds } from "../step.ts";
import { accumulateStep, initStepSums, updateStep } from "./accumulated-step.ts";
import { batchFeeds } from "./feeds.ts";
import type { Ranks } from "./ranks.ts";

type Numbers = Record<string, number>;

/** A batch that was learned from, all that the step was fed with, and what came out. */
export type LearnedBatch = { number: number; batch: Batch; feeds: Feeds; metrics: Numbers };
/** One update of the weights: means over its batches, and the batches. */
export type Update = { metrics: Numbers; batches: LearnedBatch[] };

/**
 * A function that makes one update from `training.gradAccumulationSteps` batches, asking for each when the one before
 * is done, and counts it in `state.step`. It ends when the numbers are on the host: reading a dozen of them each step
 * costs a fraction of a millisecond, and a loss that is not a number is then seen at its own step.
 */
export function createUpdater(
  engine: Engine,
  state: TrainState,
  config: TrainConfig,
  ranks: Ranks,
): (next: () => Promise<Batch>) => Promise<Update> {
  const { learn, apply } = compileSteps(engine, state, config, ranks);
  const count = config.training.gradAccumulationSteps;
  const { model } = state;
  const sampledMetrics = createSampledMetrics(engine, model, config);

  return async (next) => {
    const update = updateFeeds(state.step, config, model);
    const batches: LearnedBatch[] = [];
    let sampled: Numbers = {};
    for (let i = 0; i < count; i++) {
      const number = state.step * count + i;
      const batch = await next();
      const feeds = { ...batchFeeds(batch, model.dims), ...drawFeeds(number, config, model), ...(!apply && update) };
      if (i === 0) sampled = await sampledMetrics(state.step, feeds);
      batches.push({ number, batch, feeds, metrics: await runStep(learn, feeds) });
    }
    const metrics = { ...meanOf(batches.map((learned) => learned.metrics)), ...sampled };
    if (apply) Object.assign(metrics, await runStep(apply, update));
    state.step++;
    return { metrics, batches };
  };
}

/** One step that learns and updates; with accumulation one that sums gradients, and one that applies their mean. */
function compileSteps(engine: Engine, state: TrainState, config: TrainConfig, ranks: Ranks) {
  if (config.training.gradAccumulationSteps === 1)
    return { learn: engine.compile((inputs) => trainStep(state, config, inputs, ranks)), apply: null };
  const sums = initStepSums(state.model, config);
  return {
    learn: engine.compile((inputs) => accumulateStep(state, sums, config, inputs, ranks)),
    apply: engine.compile((inputs) => updateStep(state, sums, config, inputs, ranks)),
  };
}

async function runStep(step: CompiledStep, feeds: Feeds): Promise<Numbers> {
  const values = await (await step.run(feeds)).read();
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value[0]!]));
}
