import type { TrainConfig } from "../contract/config.ts";
import { evalBatches } from "../data/batches.ts";
import { type Batch, replaceInstructions } from "../data/collate.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Tokenizer } from "../data/tokenizer.ts";
import type { CompiledStep, Engine } from "../engine/engine.ts";
import { predict } from "../forward.ts";
import { startFeeds } from "../heads/head-feeds.ts";
import { createSampler, type Sampler } from "../heads/sampler.ts";
import type { Model } from "../model.ts";
import { createRng } from "../rng.ts";
import { swapInstruction } from "../sample/language.ts";
import { presentMaterials } from "../sample/metadata.ts";
import { batchFeeds } from "../update/feeds.ts";
import { type EnergyMeasures, measure, type StudiedBatch } from "./measures.ts";
import { studyFeeds, studyStep } from "./study-step.ts";

export type StudyOptions = { config: TrainConfig; dataset: Dataset; tokenizer: Tokenizer; frames: number };

/**
 * Put the questions of `EnergyMeasures` to a trained energy model on held-out frames, the same ones and the same noise
 * every time. Other frames' chunks come from the same batch, so batches are of 32 frames or more.
 */
export async function studyEnergy(engine: Engine, model: Model, options: StudyOptions): Promise<EnergyMeasures> {
  const { config, dataset, tokenizer, frames } = options;
  const { batchSize: group, seed } = config.training;
  if (!model.energy) throw new RangeError("expected a model with an energy model to study, found none");
  const step = engine.compile((inputs) => studyStep(model, config, inputs, predict(model, inputs)));
  const asked = { step, sample: createSampler(engine, model), model };
  const studied: StudiedBatch[] = [];
  const batchSize = group * Math.ceil(32 / group);
  for await (const batch of evalBatches(dataset, { tokenizer, split: "val", batchSize, maxFrames: frames, seed })) {
    const key = `${seed}/study/${studied.length}`;
    const outputs = await ask(asked, batch, key);
    const wrong = hasMaterials(batch)
      ? {
          pairs: (await ask(asked, otherwiseTold(batch, options), key)).pairs!,
          isApproach: batch.meta.map(({ phase }) => phase === 0),
        }
      : null;
    studied.push({ rows: batch.size, actions: batch.actions, outputs, wrong });
  }
  step.release();
  return measure(studied, { group, tau: config.energy.tau });
}

type Asked = { step: CompiledStep; sample: Sampler; model: Model };

async function ask({ step, sample, model }: Asked, batch: Batch, key: string) {
  const feeds = { ...batchFeeds(batch, model.dims), ...startFeeds(key, batch.size, model) };
  const study = studyFeeds(key, batch.size, model.dims);
  return await (await step.run({ ...feeds, ...study, ...(await sample(feeds)) })).read();
}

/** The same frames, each told to fetch another material of its scene. */
function otherwiseTold(batch: Batch, { config, tokenizer }: StudyOptions): Batch {
  const instructions = batch.instructions.map((instruction, i) => {
    const { episode, frame, metadata } = batch.meta[i]!;
    const rng = createRng(`${config.training.seed}/swap/${episode}/${frame}`);
    return swapInstruction(instruction, presentMaterials(metadata), rng);
  });
  return replaceInstructions(batch, instructions, tokenizer);
}

function hasMaterials({ meta }: Batch): boolean {
  return meta.every(({ metadata }) => typeof metadata.materials === "string");
}
