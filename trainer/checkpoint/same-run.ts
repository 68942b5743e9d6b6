import fs from "node:fs";
import path from "node:path";
import type { TrainConfig } from "../contract/config.ts";
import { ConfigError } from "../contract/overrides.ts";

/** What a checkpoint's weights and its place in the data depend on. All else may change when a run goes on. */
const KEPT = [
  "training.seed",
  "training.batchSize",
  "training.gradAccumulationSteps",
  "data.datasetName",
  "data.platform",
  "data.shuffleBufferSize",
  "data.chunkEnd",
  "data.valFraction",
  "data.numImages",
  "data.useProprio",
  "model.towers",
  "model.size",
  "head",
  "film",
  "lora.enabled",
  "lora.rank",
  "lora.alpha",
  "lora.targets",
  "energy.enabled",
  "energy.hidden",
  "energy.heads",
  "energy.output",
];

/** @throws ConfigError naming the first field in which `config` is not that of the run that wrote the checkpoint */
export function refuseOtherRun(checkpointDir: string, config: TrainConfig): void {
  const saved: unknown = JSON.parse(fs.readFileSync(path.join(checkpointDir, "train_config.json"), "utf8"));
  for (const field of KEPT) {
    const found = firstDifference(valueAt(saved, field), valueAt(config, field), field);
    if (!found) continue;
    throw new ConfigError(
      `checkpoint ${path.basename(checkpointDir)} was trained with ${found.path} ${JSON.stringify(found.saved)}, the config says ${JSON.stringify(found.wanted)}; a resumed run keeps it`,
    );
  }
}

type Difference = { path: string; saved: unknown; wanted: unknown };

function firstDifference(saved: unknown, wanted: unknown, at: string): Difference | null {
  if (!isObject(saved) || !isObject(wanted)) {
    return JSON.stringify(saved) === JSON.stringify(wanted) ? null : { path: at, saved, wanted };
  }
  for (const key of new Set([...Object.keys(saved), ...Object.keys(wanted)])) {
    const found = firstDifference(saved[key], wanted[key], `${at}.${key}`);
    if (found) return found;
  }
  return null;
}

function valueAt(config: unknown, field: string): unknown {
  return field.split(".").reduce((value, key) => (isObject(value) ? value[key] : undefined), config);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
