import { pruneCheckpoints, rankingMetric } from "./checkpoint/keep-checkpoints.ts";
import { checkpointContent } from "./checkpoint/state-files.ts";
import { type SavedCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import type { TrainConfig } from "./contract/config.ts";
import { trainBatches } from "./data/batches.ts";
import { createEvaluator, type Evaluator } from "./evaluate.ts";
import { encodeValues } from "./log.ts";
import { learningRateAt } from "./optim/schedule.ts";
import { stepLine, validationLine } from "./report/console-lines.ts";
import { metricWindow } from "./report/metric-window.ts";
import { throughput } from "./report/throughput.ts";
import { openRun } from "./start/open-run.ts";
import { type Ending, runProgram, SILENCE, type Surroundings } from "./start/program.ts";
import type { Setup } from "./start/run-setup.ts";
import { findNotFinite, NotFiniteError, saveSuspects } from "./update/not-finite.ts";
import { singleRank } from "./update/ranks.ts";
import { createUpdater, type Update } from "./update/updater.ts";

/** Train a run to its end, or until `stop` asks it to save and end. */
export async function train(setup: Setup, surroundings: Surroundings, ranks = singleRank()): Promise<Ending> {
  const { attempt, stop } = surroundings;
  const { log, say } = ranks.isMain ? surroundings : SILENCE;
  const { dir, config } = setup;
  const { training } = config;
  const { engine, dataset, tokenizer, model, state, skipped } = await openRun(setup, { say, signal: stop });
  log.write({ kind: "start", attempt, step: state.step, command: process.argv });
  for (const text of skipped) log.write({ kind: "note", step: state.step, text });
  if (config.run.note && attempt === 1) log.write({ kind: "note", step: state.step, text: config.run.note });

  const batches = trainBatches(dataset, {
    tokenizer,
    batchSize: training.batchSize,
    seed: training.seed,
    shuffleBufferSize: config.data.shuffleBufferSize,
    imageAug: config.data.imageAug,
    startBatch: state.step * training.gradAccumulationSteps,
    ranks,
  });
  const nextBatch = async () => (await batches.next()).value!;
  const update = createUpdater(engine, state, config, ranks);
  const evaluator = training.useValSet ? createEvaluator(engine, model, { config, dataset, tokenizer }) : null;
  const isRanked = typeof training.keepCheckpoints === "object";
  const samplesPerStep = training.batchSize * training.gradAccumulationSteps * ranks.world;
  const window = metricWindow();
  const speed = throughput();
  let latest: Record<string, number> = {};
  let validated: Record<string, number> = {};
  let savedAt = state.step > 0 ? state.step : -1;
  let stopping = await wantsStop();

  while (state.step < training.maxSteps && !stopping) {
    const done = await speed.step(() => update(() => speed.wait(nextBatch)));
    window.add(done.metrics);

    const bad = findNotFinite(done.metrics);
    const isLast = state.step === training.maxSteps;
    const saves = every(training.saveFreq) || isLast;
    if (every(training.logFreq) || isLast || bad) await report();
    if (bad) await refuse(bad, done);
    if (ranks.isMain) {
      validated = {};
      if (evaluator && (every(training.valFreq) || isLast || (saves && isRanked))) await validate(evaluator);
      if (saves) await save();
    }
    stopping = await wantsStop();
  }
  if (window.size > 0) await report();
  if (savedAt !== state.step && ranks.isMain) await save();
  await batches.return();
  return stopping && state.step < training.maxSteps
    ? { status: "cancelled", reason: `stopped as asked at step ${state.step}, checkpoint saved` }
    : { status: "finished", reason: `all ${training.maxSteps} steps done` };

  async function wantsStop(): Promise<boolean> {
    // Signals get their turn: on wasm a step never yields by itself.
    await new Promise(setImmediate);
    return await ranks.anyStop(stop.aborted);
  }

  function every(steps: number): boolean {
    return state.step % steps === 0;
  }

  async function report() {
    const means = await ranks.meanMetrics(window.take());
    latest = { ...means, ...learningRates(state.step - 1, config), ...speed.take(samplesPerStep) };
    log.write({ kind: "metric", step: state.step, values: encodeValues(latest) });
    say(stepLine(state.step, training.maxSteps, latest));
  }

  async function refuse(metric: string, suspect: Update): Promise<never> {
    const value = suspect.metrics[metric];
    const files = await saveSuspects(dir, state.step, suspect);
    const text = `${metric} is ${value} at step ${state.step}: what it was computed from is in ${files.join(", ")}`;
    log.write({ kind: "note", step: state.step, text });
    throw new NotFiniteError(`${metric} is ${value} at step ${state.step}; the run ends, its checkpoints are intact`);
  }

  async function validate(evaluator: Evaluator) {
    const { values, seconds, frames } = await evaluator.run(stop);
    // One that was broken off saw other frames than the rest.
    if (!stop.aborted) validated = values;
    log.write({ kind: "eval", step: state.step, values: encodeValues(values), seconds });
    say(validationLine(values, { seconds, frames }));
  }

  async function save() {
    // Only what was measured at this very step: checkpoints are compared by it.
    const metrics = { ...latest, ...validated };
    const content = checkpointContent(state, config, dataset);
    const saved: SavedCheckpoint = await saveCheckpoint(dir, state.step, content, { engine, metrics });
    savedAt = state.step;
    log.write({ kind: "checkpoint", ...saved, metrics: encodeValues(metrics) });
    say(`saved ${saved.path} (${(saved.bytes / 1e6).toFixed(1)} MB)`);
    const metric = rankingMetric(config);
    const rule = isRanked ? `the best by ${metric}` : "the latest";
    for (const step of pruneCheckpoints(dir, training.keepCheckpoints, metric))
      say(`removed checkpoint of step ${step}: training.keepCheckpoints keeps ${rule}`);
  }
}

/** The rates of the update that comes after `step`; a policy that is frozen has none. */
function learningRates(step: number, { training, energy }: TrainConfig): Record<string, number> {
  const energyRate = step < energy.warmSteps ? 0 : energy.learningRate;
  return {
    ...(!energy.only && { "optim/lr": learningRateAt(step, training) }),
    ...(energy.enabled && { "optim/energy_lr": energyRate }),
  };
}

await runProgram(train);
