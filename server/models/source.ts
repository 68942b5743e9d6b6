import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { DataPaths } from "#server/paths.ts";
import type { ModelShapes } from "#server/recipes/model-shapes.ts";
import type { Json, Recipe } from "#server/recipes/recipe.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { readModelShapes } from "./read-shapes.ts";

export type ModelSource =
  | { state: "none" }
  | { state: "there"; name: string; folder: string; shapes: ModelShapes }
  | { state: "unreadable"; name: string; folder: string; reason: string }
  | { state: "absent"; name: string; folder: string };

/** The folder of the model that a config starts from: a relative path starts at <data>/models. */
export function findModelSource(paths: DataPaths, recipe: Recipe, config: Json): ModelSource {
  const name = recipe.model(config);
  if (name === null) return { state: "none" };
  const folder = isAbsolute(name) ? name : join(paths.root, "models", name);
  if (!existsSync(folder)) return { state: "absent", name, folder };
  const missing = NEEDED.find((file) => !existsSync(join(folder, file)));
  if (missing) return { state: "unreadable", name, folder, reason: `${missing} is missing` };
  const read = readModelShapes(folder);
  return read.ok
    ? { state: "there", name, folder, shapes: read.shapes }
    : { state: "unreadable", name, folder, reason: read.reason };
}

const NEEDED = ["config.json", "tokenizer.json"];

/** One sentence for a model that cannot be started from, with a way out. */
export function modelSentence(source: Extract<ModelSource, { folder: string }>): Text {
  const { name, folder } = source;
  if (source.state === "unreadable")
    return {
      en: `the model "${name}" in ${folder} cannot be read: ${source.reason}`,
      zh: `无法读取 ${folder} 中的模型“${name}”：${source.reason}`,
    };
  return {
    en: `there is no model "${name}": put its Hugging Face folder at ${folder} (openvla-7b takes about 15 GB), or empty model.vlaPath and turn lora.enabled off to train from scratch`,
    zh: `没有模型“${name}”：请把它的 Hugging Face 目录放到 ${folder}（openvla-7b 约 15 GB），或清空 model.vlaPath 并关闭 lora.enabled 从零训练`,
  };
}
