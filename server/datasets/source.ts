import type { DataPaths } from "#server/paths.ts";
import type { Json, Recipe } from "#server/recipes/recipe.ts";
import { readDataset } from "./list.ts";

export type DataSource =
  | { state: "there"; folder: string; name: string }
  | { state: "to make"; folder: string; name: string; sample: { size: 64 | 128; episodes: number } }
  | { state: "absent"; folder: string; name: string };

/** Whether the data set that a config reads is there, can be made, or is absent. */
export function findDataSource(paths: DataPaths, recipe: Recipe, config: Json): DataSource {
  const { rootDir, name, sample } = recipe.data(config);
  const folder = paths.dataset(rootDir, name);
  if (readDataset(folder, name)) return { state: "there", folder, name };
  return sample ? { state: "to make", folder, name, sample } : { state: "absent", folder, name };
}

/** One sentence for a data set that is absent. */
export function absentSentence({ name, folder }: DataSource): string {
  return `there is no data set "${name}": expected a folder ${folder}/<version> with a dataset_info.json`;
}
