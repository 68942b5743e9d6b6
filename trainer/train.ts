import { parseArguments, USAGE } from "./argv.ts";
import { DiskFullError, listCheckpoints, type SavedCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import type { TrainConfig } from "./contract/config.ts";
import { ConfigError } from "./contract/overrides.ts";
import { EXIT, runPaths } from "./contract/run-dir.ts";
import { trainBatches } from "./data/batches.ts";
import { DataError } from "./data/data-error.ts";
import { mergeTokenizer } from "./data/merge-tokenizer.ts";
import { EngineError, openEngine } from "./engine/open.ts";
import { env } from "./env.ts";
import { createEvaluator } from "./evaluate.ts";
import { batchFeeds } from "./feeds.ts";
import { pruneCheckpoints } from "./keep-checkpoints.ts";
import { encodeValues, openLog, type RunLog } from "./log.ts";
import { metricWindow } from "./metric-window.ts";
import { createModel } from "./model.ts";
import { openRunData } from "./open-data.ts";
import { learningRateAt } from "./optim/schedule.ts";
import { recordOwnProcess } from "./own-process.ts";
import { chooseCheckpoint } from "./resume.ts";
import { type Setup, setUpRun } from "./run-setup.ts";
import { checkpointContent, restoreState } from "./state-files.ts";
import { createTrainState, stepFeeds, trainStep } from "./step.ts";
import { throughput } from "./throughput.ts";
import { countParameters } from "./tree.ts";

/** A loss that is not a number any more; the message names the metric and the step. */
export class NotFiniteError extends Error {
  override name = "NotFiniteError";
}

type Ending = { status: "finished" | "cancelled"; reason: string };

/** Train a run to its end, or until `stop` asks it to save and end. Console lines go through `say`. */
export async function train(
  { dir, config, preset }: Setup,
  log: RunLog,
  stop: AbortSignal,
  say: (line: string) => void,
): Promise<Ending> {
  const { training } = config;
  const engine = await openEngine(config.engine.backend);
  say(`engine: ${engine.name} (${engine.reason})`);

  const dataset = await openRunData(config, { preset, dataDir: env.dataDir, say, signal: stop });
  const tokenizer = mergeTokenizer(dataset.vocabulary);
  say(
    `data: ${dataset.name}, ${dataset.episodes.train.length} episodes to train on, ${dataset.episodes.val.length} held out`,
  );

  const model = createModel(config, dataset, tokenizer);
  const state = createTrainState(model);
  say(
    `model: ${countParameters(model.policy)} policy parameters${model.energy ? `, ${countParameters(model.energy)} energy parameters` : ""}`,
  );

  const checkpoint = chooseCheckpoint(listCheckpoints(dir), config.run.resume);
  if (checkpoint) await restoreState(state, checkpoint.dir, config, engine);
  if (checkpoint) say(`resumed: step ${state.step} from ${checkpoint.dir}`);
  log.write({ kind: "start", attempt: env.attempt ?? ownAttempt, step: state.step, command: process.argv });

  const evaluator = training.useValSet ? createEvaluator(engine, model, { config, dataset, tokenizer }) : null;
  const batches = trainBatches(dataset, {
    tokenizer,
    batchSize: training.batchSize,
    seed: training.seed,
    shuffleBufferSize: config.data.shuffleBufferSize,
    imageAug: config.data.imageAug,
    startBatch: state.step,
  });
  const compiled = engine.compile((inputs) => trainStep(state, config, inputs));
  const window = metricWindow();
  const speed = throughput();
  let latest: Record<string, number> = {};
  let savedAt = checkpoint ? state.step : -1;

  while (state.step < training.maxSteps && !stop.aborted) {
    const waitFrom = performance.now();
    const batch = (await batches.next()).value!;
    const computeFrom = performance.now();
    window.add(await compiled.run({ ...batchFeeds(batch, model.dims), ...stepFeeds(state.step, config, model) }));
    state.step++;
    speed.step(computeFrom - waitFrom, performance.now() - computeFrom);

    const isLast = state.step === training.maxSteps || stop.aborted;
    if (every(training.logFreq, state.step) || isLast) {
      const means = await window.mean();
      const values = { ...means, ...learningRates(state.step - 1, config), ...speed.take(training.batchSize) };
      log.write({ kind: "metric", step: state.step, values: encodeValues(values) });
      say(line(state.step, training.maxSteps, values));
      latest = { ...latest, ...values };
      refuseNonFinite(means, state.step);
    }
    if (evaluator && (every(training.valFreq, state.step) || (isLast && !stop.aborted))) {
      const { values, seconds, frames } = await evaluator.run(stop);
      log.write({ kind: "eval", step: state.step, values: encodeValues(values), seconds });
      say(`validated on ${frames} frames in ${seconds.toFixed(1)} s: ${summary(values)}`);
      latest = { ...latest, ...values };
    }
    if (every(training.saveFreq, state.step)) await save();
    // Signals and timers get their turn: on wasm a step never yields by itself.
    await new Promise(setImmediate);
  }
  if (savedAt !== state.step) await save();
  await batches.return();
  return stop.aborted && state.step < training.maxSteps
    ? { status: "cancelled", reason: `stopped as asked at step ${state.step}, checkpoint saved` }
    : { status: "finished", reason: `all ${training.maxSteps} steps done` };

  async function save() {
    const saved: SavedCheckpoint = await saveCheckpoint(dir, state.step, checkpointContent(state, config, dataset), {
      engine,
      metrics: latest,
    });
    savedAt = state.step;
    log.write({ kind: "checkpoint", ...saved, metrics: encodeValues(latest) });
    say(`saved ${saved.path} (${(saved.bytes / 1e6).toFixed(1)} MB)`);
    for (const step of pruneCheckpoints(dir, training.keepCheckpoints))
      say(`removed checkpoint of step ${step}: not kept by training.keepCheckpoints`);
  }
}

function every(steps: number, step: number): boolean {
  return step % steps === 0;
}

function learningRates(step: number, { training, energy }: TrainConfig): Record<string, number> {
  const energyRate = step < energy.warmSteps ? 0 : energy.learningRate;
  return { "optim/lr": learningRateAt(step, training), ...(energy.enabled && { "optim/energy_lr": energyRate }) };
}

function refuseNonFinite(values: Record<string, number>, step: number) {
  const bad = Object.entries(values).find(([, value]) => !Number.isFinite(value));
  if (bad) throw new NotFiniteError(`${bad[0]} is ${bad[1]} at step ${step}; the run ends, its checkpoints are intact`);
}

function line(step: number, maxSteps: number, values: Record<string, number>): string {
  return `step ${step}/${maxSteps}  ${summary(values)}  ${values["perf/steps_per_second"]?.toFixed(2)} steps/s`;
}

function summary(values: Record<string, number>): string {
  const shown = [
    "train/loss",
    "train/action_accuracy",
    "energy/positive",
    "energy/negative",
    "val/l1_loss",
    "val/l1_ratio",
    "val/energy_loss_ratio",
    "val/energy_gap",
    "val/swap_rise",
    "val/swap_rise_approach",
    "val/blank_rise",
  ];
  return shown
    .filter((name) => name in values)
    .map((name) => `${name} ${values[name]!.toPrecision(4)}`)
    .join("  ");
}

let ownAttempt = 1;

async function main() {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  let log: RunLog | null = null;
  let recordExit: ((code: number) => void) | null = null;
  let code: number = EXIT.ok;
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args.help) return say(USAGE);
    const setup = setUpRun(args, env.dataDir, process.argv);
    if (env.attempt === null) ({ attempt: ownAttempt, recordExit } = recordOwnProcess(setup.dir));
    log = openLog(runPaths(setup.dir).metrics);
    say(`run: ${setup.dir}`);
    const ending = await train(setup, log, stopSignal(say), say);
    log.write({ kind: "end", ...ending });
    say(`${ending.status}: ${ending.reason}`);
  } catch (error) {
    code = exitCode(error);
    const reason = error instanceof Error ? error.message : String(error);
    log?.write({ kind: "end", status: "failed", reason });
    process.stderr.write(`${code === EXIT.other && error instanceof Error ? error.stack : reason}\n`);
  }
  log?.close();
  recordExit?.(code);
  process.exitCode = code;
}

function exitCode(error: unknown): number {
  if (error instanceof ConfigError || error instanceof DataError || error instanceof EngineError) return EXIT.config;
  if (error instanceof NotFiniteError) return EXIT.notFinite;
  if (error instanceof DiskFullError || (error as NodeJS.ErrnoException).code === "ENOSPC") return EXIT.diskFull;
  return EXIT.other;
}

/** Aborted by the first SIGTERM or SIGINT; the run then ends after its step, with a checkpoint. */
function stopSignal(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) say(`${name}: finishing this step, then saving`);
      controller.abort();
    });
  }
  return controller.signal;
}

await main();
