import { chooseCheckpoint } from "../checkpoint/resume.ts";
import { restoreState } from "../checkpoint/state-files.ts";
import { removeDebris } from "../checkpoint.ts";
import type { TrainConfig } from "../contract/config.ts";
import { infoNceBounds } from "../contract/info-nce-bounds.ts";
import type { Dataset } from "../data/dataset.ts";
import { mergeTokenizer } from "../data/merge-tokenizer.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import type { Engine } from "../engine/engine.ts";
import { openEngine } from "../engine/open.ts";
import { env } from "../env.ts";
import { createModel, type Model } from "../model.ts";
import { infoNceLine } from "../report/console-lines.ts";
import { createTrainState, type TrainState } from "../step.ts";
import { countParameters } from "../tree.ts";
import { loadBase } from "./load-base.ts";
import { openRunData } from "./open-data.ts";
import type { Setup } from "./run-setup.ts";

/** All that a run computes with. */
export type OpenRun = {
  engine: Engine;
  dataset: Dataset;
  tokenizer: Tokenizer;
  model: Model;
  /** As the checkpoint left it, or fresh. */
  state: TrainState;
  /** A sentence for each checkpoint that was newer and could not be used. */
  skipped: string[];
};

type Console = { say: (line: string) => void; signal: AbortSignal };

/** Engine, data and model of a run, in that order, and where it goes on; each is said in a line. */
export async function openRun({ dir, config, preset }: Setup, { say, signal }: Console): Promise<OpenRun> {
  const { dataDir } = env;
  const engine = await openEngine(config.engine.backend, config.engine.threads);
  say(`engine: ${engine.name} (${engine.reason})`);

  const base = await loadBase(config, { dataDir, say });
  const dataset = await openRunData(config, { preset, dataDir, say, signal, base });
  const { train, val } = dataset.episodes;
  say(`data: ${dataset.name}, ${train.length} episodes to train on, ${val.length} held out`);

  const tokenizer = base?.tokenizer ?? mergeTokenizer(dataset.vocabulary);
  const model = createModel(config, dataset, tokenizer, base);
  const energy = model.energy ? `, ${countParameters(model.energy)} energy parameters` : "";
  say(`model: ${countParameters(model.policy)} policy parameters${energy}`);
  const bounds = model.energy && infoNceBounds({ ...config.energy, batchSize: config.training.batchSize });
  if (bounds) say(infoNceLine(bounds));

  const state = createTrainState(model, config);
  const skipped = await goOn(state, dir, { config, engine, say });
  return { engine, dataset, tokenizer, model, state, skipped };
}

type Resumption = { config: TrainConfig; engine: Engine; say: Console["say"] };

async function goOn(state: TrainState, dir: string, { config, engine, say }: Resumption): Promise<string[]> {
  removeDebris(dir);
  const { checkpoint, skipped } = await chooseCheckpoint(dir, config.run.resume);
  for (const sentence of skipped) say(sentence);
  if (checkpoint) await restoreState(state, checkpoint.dir, config, engine);
  if (checkpoint) say(`resumed: step ${state.step} from ${checkpoint.dir}`);
  return skipped;
}
