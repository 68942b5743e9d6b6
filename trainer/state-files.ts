import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { CheckpointContent } from "./checkpoint.ts";
import type { TrainConfig } from "./contract/config.ts";
import type { Dataset } from "./data/dataset.ts";
import type { Engine } from "./engine/engine.ts";
import type { tf } from "./engine/tf.ts";
import { readSafetensors } from "./safetensors.ts";
import type { TrainState } from "./step.ts";
import { flatten } from "./tree.ts";

const Progress = z.object({ v: z.literal(1), step: z.int().min(0), seed: z.int(), batchSize: z.int() });

/** Everything a run needs to go on, by file: the model with Hugging Face names, heads apart, moments, position. */
export function checkpointContent(state: TrainState, config: TrainConfig, dataset: Dataset): CheckpointContent {
  const progress: z.infer<typeof Progress> = {
    v: 1,
    step: state.step,
    // Data order, augmentation and dropout are functions of seed and step: nothing else is random.
    seed: config.training.seed,
    batchSize: config.training.batchSize,
  };
  return {
    tensors: tensorFiles(state),
    json: {
      "config.json": config,
      "training_state.json": progress,
      "dataset_statistics.json": { [dataset.name]: dataset.statistics },
      "tokenizer.json": dataset.vocabulary,
    },
  };
}

/** Put a checkpoint's weights, moments and step into `state`. @throws Error naming missing, extra and misshapen tensors */
export async function restoreState(state: TrainState, dir: string, config: TrainConfig, engine: Engine): Promise<void> {
  const progress = Progress.parse(JSON.parse(fs.readFileSync(path.join(dir, "training_state.json"), "utf8")));
  const { seed, batchSize } = config.training;
  if (progress.seed !== seed || progress.batchSize !== batchSize) {
    throw new Error(
      `${dir} was trained with seed ${progress.seed} and batch size ${progress.batchSize}, the config says ${seed} and ${batchSize}; a resumed run keeps both`,
    );
  }
  for (const [name, variables] of Object.entries(tensorFiles(state))) {
    await restoreFile(path.join(dir, `${name}.safetensors`), variables, engine);
  }
  state.step = progress.step;
}

function tensorFiles({
  model,
  policyOptimizer,
  energyOptimizer,
}: TrainState): Record<string, Map<string, tf.Variable>> {
  const { action_head, proprio_projector, ...vla } = model.policy;
  const moments = (prefix: string, { m, v }: TrainState["policyOptimizer"]) => [
    ...[...m].map(([name, variable]) => [`${prefix}.m.${name}`, variable] as const),
    ...[...v].map(([name, variable]) => [`${prefix}.v.${name}`, variable] as const),
  ];
  return {
    model: flatten(vla),
    action_head: flatten(action_head),
    ...(proprio_projector && { proprio_projector: flatten(proprio_projector) }),
    ...(model.energy && { energy_model: flatten(model.energy) }),
    optimizer: new Map([
      ...moments("policy", policyOptimizer),
      ...(model.energy ? moments("energy", energyOptimizer) : []),
    ]),
  };
}

async function restoreFile(file: string, variables: Map<string, tf.Variable>, engine: Engine) {
  const { tensors } = await readSafetensors(file);
  const missing = [...variables.keys()].filter((name) => !tensors.has(name));
  const extra = [...tensors.keys()].filter((name) => !variables.has(name));
  const misshapen = [...variables]
    .filter(([name, { shape }]) => tensors.has(name) && `${tensors.get(name)!.shape}` !== `${shape}`)
    .map(([name]) => name);
  const faults = Object.entries({ missing, extra, misshapen }).filter(([, names]) => names.length > 0);
  if (faults.length > 0) {
    throw new Error(
      `${file} does not fit this model: ${faults.map(([fault, names]) => `${names.length} ${fault} (${names.slice(0, 3).join(", ")})`).join("; ")}`,
    );
  }
  for (const [name, variable] of variables) engine.write(variable, tensors.get(name)!.data as Float32Array);
}
