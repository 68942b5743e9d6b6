import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { TrainConfig } from "../contract/config.ts";
import type { DatasetStatistics } from "../data/statistics.ts";
import type { Engine } from "../engine/engine.ts";
import { savePretrained } from "../hf/save-pretrained.ts";
import { openShards } from "../hf/shards.ts";
import { folderDimsOf } from "../hf/vla-shapes.ts";
import { basePrint } from "../lora/base-print.ts";
import { mergedTensors } from "../lora/merge.ts";
import type { Model } from "../model.ts";
import { policyFiles } from "./policy-files.ts";
import { restoreLeaves } from "./restore-leaves.ts";

type SaveOptions = {
  engine: Engine;
  statistics: Record<string, DatasetStatistics>;
  precision: TrainConfig["training"]["precision"];
};

/** Write the model as a Hugging Face folder, adapters merged, heads and FiLM left out. */
export async function saveWeights(dir: string, model: Model, { engine, statistics, precision }: SaveOptions) {
  const { vision_backbone, projector, language_model } = model.policy;
  const tensors = mergedTensors({ vision_backbone, projector, language_model }, engine);
  const hasPool = tensors.some(({ name }) => name.includes(".attn_pool."));
  const { dims, origin } = model;
  await savePretrained(dir, { dims: folderDimsOf(dims, hasPool), tensors, statistics, origin }, { precision });
}

/** Read such a folder back into a model without adapters. */
export async function restoreWeights(dir: string, model: Model, engine: Engine): Promise<void> {
  const { shapes, read } = await openShards(dir);
  await restoreLeaves(policyFiles(model).base, { where: dir, shapes, read }, engine);
}

const BASE_FILE = "base_model.json";
const BasePrint = z.object({ path: z.string().nullable(), sha256: z.string() });

/** Write which frozen weights the adapters belong to: where they came from, and what they are. */
export async function saveBasePrint(dir: string, model: Model, engine: Engine): Promise<void> {
  const from = "folder" in model.origin ? model.origin.folder : null;
  const print: z.infer<typeof BasePrint> = { path: from, sha256: await basePrint(model.policy, engine) };
  fs.writeFileSync(path.join(dir, BASE_FILE), `${JSON.stringify(print, null, 2)}\n`);
}

/** @throws Error when the model's frozen weights are not those that the checkpoint's adapters were trained beside */
export async function checkBase(dir: string, model: Model, engine: Engine, vlaPath: string | null): Promise<void> {
  const { path: from, sha256 } = BasePrint.parse(JSON.parse(fs.readFileSync(path.join(dir, BASE_FILE), "utf8")));
  if (sha256 === (await basePrint(model.policy, engine))) return;
  throw new Error(
    `the adapters of ${dir} were trained beside the weights of ${from ?? "a fresh model"}, but those of model.vlaPath ${vlaPath ?? "(none)"} are others`,
  );
}
