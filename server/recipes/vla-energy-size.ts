import type { TrainConfig } from "#trainer/contract/config.ts";
import { countParameters, type ParameterCounts } from "./count-parameters.ts";
import { type ModelShapes, OPENVLA_7B, ownShapes } from "./model-shapes.ts";
import type { RunSize } from "./recipe.ts";
import { stepWork } from "./step-work.ts";

const FLOAT_BYTES = 4;
const SAVED_BYTES = { f32: 4, bf16: 2, f16: 2 } as const;
/** Node, the engine and decoded pictures. */
const PROCESS_BYTES = 400 * 1024 ** 2;

/**
 * What a run of our trainer takes. `model` is what is known of the folder that it starts from; null stands for
 * openvla-7b. Parameters and checkpoints follow from the shapes; activations are a rough bound.
 */
export function vlaEnergySize(config: TrainConfig, model: ModelShapes | null = null): RunSize {
  const { training, engine } = config;
  const shapes = config.model.vlaPath === null ? ownShapes(config) : (model ?? OPENVLA_7B);
  const counts = countParameters(config, shapes);
  const trained = counts.trainedPolicy + counts.energy;
  const all = counts.base + counts.film + counts.adapters + counts.heads + counts.energy;
  const { activationFloats, operations } = stepWork(config, shapes);
  const checkpoints = Math.ceil(training.maxSteps / training.saveFreq);
  const keep = training.keepCheckpoints;
  // Gradients, two moments, and where batches are accumulated their sum.
  const perTrained = 3 + Number(training.gradAccumulationSteps > 1);
  return {
    steps: training.maxSteps,
    checkpoints,
    checkpointsKept: keep === "all" ? checkpoints : keep === "latest" ? 1 : Math.min(checkpoints, keep.best + 1),
    checkpointBytes: checkpointBytes(config, counts),
    parameters: all,
    trainedParameters: trained,
    weightBytes: all * FLOAT_BYTES,
    memoryBytes: (all + perTrained * trained + activationFloats) * FLOAT_BYTES + PROCESS_BYTES,
    operationsPerStep: operations,
    engine: engine.backend,
  };
}

/** As trainer/checkpoint/state-files.ts writes it: the model or the merged one, adapters, FiLM's backbone, heads, energy, moments. */
function checkpointBytes({ lora, film, training }: TrainConfig, counts: ParameterCounts): number {
  const { base, adapters, heads, energy, trainedPolicy } = counts;
  const hasModel = !lora.enabled || lora.mergeDuringTraining;
  const backbone = film.enabled ? counts.film + counts.backbone : 0;
  const rounded = (hasModel ? base : 0) + adapters + backbone + heads;
  const exact = training.precision === "f32" ? 0 : trainedPolicy;
  const moments = 2 * (trainedPolicy + energy);
  return rounded * SAVED_BYTES[training.precision] + (exact + moments + energy) * FLOAT_BYTES;
}
