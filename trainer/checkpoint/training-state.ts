import fs from "node:fs";
import { z } from "zod";
import type { TrainConfig } from "../contract/config.ts";
import { tf } from "../engine/tf.ts";

/** training_state.json of a checkpoint. Data order, augmentation, dropout and draws are functions of seed and position. */
export const TrainingState = z.object({
  v: z.literal(1),
  /** Updates done. */
  step: z.int().min(0),
  seed: z.int(),
  batchSize: z.int(),
  /** Batches that were drawn from the data: updates × batches an update. */
  dataPosition: z.int().min(0),
  /** What wrote it; another version may round otherwise. */
  versions: z.record(z.string(), z.string()),
});
export type TrainingState = z.infer<typeof TrainingState>;

export function trainingState(step: number, { training }: Pick<TrainConfig, "training">): TrainingState {
  const { seed, batchSize, gradAccumulationSteps } = training;
  const project = JSON.parse(fs.readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return {
    v: 1,
    step,
    seed,
    batchSize,
    dataPosition: step * gradAccumulationSteps,
    versions: { vela: project.version, node: process.versions.node, tfjs: tf.version_core },
  };
}
