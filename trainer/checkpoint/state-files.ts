import fs from "node:fs";
import path from "node:path";
import type { CheckpointContent } from "../checkpoint.ts";
import type { TrainConfig } from "../contract/config.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Engine } from "../engine/engine.ts";
import type { tf } from "../engine/tf.ts";
import { ADAPTER_CONFIG, describeAdapter } from "../lora/peft.ts";
import { trainedPolicy } from "../model.ts";
import type { TrainState } from "../step.ts";
import { flatten } from "../tree.ts";
import { LORA_FOLDER, policyFiles } from "./policy-files.ts";
import { openTensors, restoreLeaves } from "./restore-leaves.ts";
import { refuseOtherRun } from "./same-run.ts";
import { STORED, savedTensors } from "./saved-tensor.ts";
import { checkBase, restoreWeights, saveBasePrint, saveWeights } from "./state-weights.ts";
import { TrainingState, trainingState } from "./training-state.ts";

/**
 * Everything a run needs to go on, and what the original saves, under its names (origin §9.2): the model as a Hugging
 * Face folder, heads apart, a PEFT adapter, moments, position. With LoRA the model is the merged one, or is not written.
 */
export function checkpointContent(state: TrainState, config: TrainConfig, dataset: Dataset): CheckpointContent {
  const { model } = state;
  const { statistics } = dataset;
  const stored = STORED[config.training.precision];
  const parts = Object.entries(policyFiles(model).parts).map(([file, leaves]) => [file, savedTensors(leaves, stored)]);
  const exact = Object.entries(exactFiles(state, stored !== "F32")).map(([file, leaves]) => [
    file,
    savedTensors(leaves),
  ]);
  return {
    tensors: Object.fromEntries([...parts, ...exact]),
    json: {
      "train_config.json": config,
      "training_state.json": trainingState(state.step, config),
      "dataset_statistics.json": statistics,
      ...("tokenizer" in model.origin && { "tokenizer.json": model.origin.tokenizer.json }),
      ...(model.lora && {
        [`${LORA_FOLDER}/${ADAPTER_CONFIG}`]: describeAdapter({
          ...model.lora,
          ...config.lora,
          alpha: model.lora.alpha,
          base: config.model.vlaPath,
        }),
      }),
    },
    async write(dir, engine) {
      if (model.lora) await saveBasePrint(dir, model, engine);
      if (!model.lora || config.lora.mergeDuringTraining)
        await saveWeights(dir, model, { engine, statistics, precision: config.training.precision });
    },
  };
}

/** Put a checkpoint's weights, moments and step into `state`. @throws Error naming missing, extra and misshapen tensors */
export async function restoreState(state: TrainState, dir: string, config: TrainConfig, engine: Engine): Promise<void> {
  const { model } = state;
  refuseOtherRun(dir, config);
  const progress = TrainingState.parse(JSON.parse(fs.readFileSync(path.join(dir, "training_state.json"), "utf8")));
  if (model.lora) await checkBase(dir, model, engine, config.model.vlaPath);
  else await restoreWeights(dir, model, engine);
  // Exact weights come last: they replace those that were rounded.
  const optimizer = await openTensors(path.join(dir, "optimizer.safetensors"));
  const wasRounded = [...optimizer.shapes.keys()].some((name) => name.startsWith(EXACT));
  for (const [file, leaves] of Object.entries({ ...policyFiles(model).parts, ...exactFiles(state, wasRounded) })) {
    await restoreLeaves(leaves, await openTensors(path.join(dir, `${file}.safetensors`)), engine);
  }
  state.step = progress.step;
}

const EXACT = "policy.weight.";

/** What is never rounded: the energy model, moments, and the trained weights where the policy's files are rounded. */
function exactFiles(state: TrainState, isRounded: boolean): Record<string, Map<string, tf.Variable>> {
  const { model, policyOptimizer, energyOptimizer } = state;
  const moments = (prefix: string, { m, v }: TrainState["policyOptimizer"]) => [
    ...prefixed(`${prefix}.m.`, m),
    ...prefixed(`${prefix}.v.`, v),
  ];
  return {
    ...(model.energy && { energy_model: flatten(model.energy) }),
    optimizer: new Map([
      ...(isRounded ? prefixed(EXACT, trainedPolicy(model)) : []),
      ...moments("policy", policyOptimizer),
      ...(model.energy ? moments("energy", energyOptimizer) : []),
    ]),
  };
}

function prefixed(prefix: string, leaves: ReadonlyMap<string, tf.Variable>) {
  return [...leaves].map(([name, leaf]) => [prefix + name, leaf] as const);
}
