import type { DataPaths } from "#server/paths.ts";
import type { DataNeed, Json, Recipe } from "#server/recipes/recipe.ts";
import { readDataset } from "./list.ts";

export type DataSource =
  | { state: "none" }
  | { state: "there"; name: string; members: string[] }
  | { state: "to make"; name: string; sample: NonNullable<DataNeed["sample"]> }
  | { state: "absent"; name: string; absent: { name: string; folder: string }[] };

/** Whether the data sets that a config reads are there, can be made, or are absent. */
export function findDataSource(paths: DataPaths, recipe: Recipe, config: Json): DataSource {
  const need = recipe.data(config);
  if (need === null) return { state: "none" };
  const { rootDir, name, members, sample } = need;
  const absent = members
    .map((member) => ({ name: member, folder: paths.dataset(rootDir, member) }))
    .filter((member) => !readDataset(member.folder, member.name));
  if (absent.length === 0) return { state: "there", name, members };
  return sample ? { state: "to make", name, sample } : { state: "absent", name, absent };
}

/** One sentence for data that is absent. */
export function absentSentence({ absent }: Extract<DataSource, { state: "absent" }>): string {
  const [first, ...others] = absent;
  const also = others.length > 0 ? `, nor ${others.map(({ name }) => `"${name}"`).join(", ")}` : "";
  return `there is no data set "${first?.name}"${also}: expected a folder ${first?.folder}/<version> with a dataset_info.json`;
}
