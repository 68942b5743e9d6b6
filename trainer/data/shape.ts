import { imageKeys } from "./cameras.ts";
import { type DatasetInfo, findDataset } from "./dataset-info.ts";
import { readEpisode } from "./raw-episode.ts";
import { decodeExample } from "./tf-example.ts";
import { readRecords } from "./tfrecord.ts";

export type DatasetSummary = {
  name: string;
  version: string;
  /** `episodes` is null when dataset_info.json does not say. */
  splits: { name: string; episodes: number | null; bytes: number }[];
  imageKeys: string[];
  actionDim: number | null;
  stateDim: number | null;
  /** A few different instructions from the first records. */
  instructions: string[];
};

/** What a data set holds, from its descriptions and its first records alone. Throws `DataError` like `findDataset`. */
export async function datasetSummary(rootDir: string, name: string): Promise<DatasetSummary> {
  const info = await findDataset(rootDir, name);
  return {
    name,
    version: info.version,
    splits: Object.values(info.splits).map(({ name, episodes, bytes }) => ({ name, episodes, bytes })),
    imageKeys: imageKeys(info.features),
    actionDim: width(info, "steps/action"),
    stateDim: width(info, "steps/observation/state"),
    instructions: await someInstructions(info),
  };
}

const RECORDS_READ = 24;
const INSTRUCTIONS_SHOWN = 6;

function width({ features }: DatasetInfo, path: string): number | null {
  return features.find((spec) => spec.path === path)?.shape[0] ?? null;
}

async function someInstructions(info: DatasetInfo): Promise<string[]> {
  const shard = (info.splits.train ?? Object.values(info.splits)[0])?.shards[0];
  const found = new Set<string>();
  let read = 0;
  if (!shard) return [];
  for await (const { data } of readRecords(shard.path)) {
    const { steps } = readEpisode(decodeExample(data), info.features, (key) => key === "language_instruction");
    const column = steps.get("language_instruction");
    if (column?.kind === "text" && column.values[0]) found.add(column.values[0]);
    if (found.size >= INSTRUCTIONS_SHOWN || ++read >= RECORDS_READ) break;
  }
  return [...found];
}
