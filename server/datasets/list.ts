import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { DataPaths } from "#server/paths.ts";

export type DatasetRow = {
  name: string;
  path: string;
  version: string;
  splits: { name: string; episodes: number; bytes: number }[];
  sample: boolean;
};

/** The data sets below <VELA_DATA>/datasets/rlds, by name. */
export function listDatasets(paths: DataPaths): DatasetRow[] {
  return folders(paths.rlds)
    .flatMap((name) => readDataset(join(paths.rlds, name), name) ?? [])
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The newest version of a data set in its folder, or null when the folder holds none. */
export function readDataset(folder: string, name: string): DatasetRow | null {
  const versions = folders(folder).sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  for (const version of versions) {
    const path = join(folder, version);
    const info = readInfo(join(path, "dataset_info.json"));
    if (info) return { name, path, version, splits: info.splits.map(toSplit), sample: name.startsWith("vela_scoop_") };
  }
  return null;
}

/** dataset_info.json as TFDS writes it: numbers of 64 bits are strings in it. */
const DatasetInfo = z.object({
  splits: z.array(
    z.object({ name: z.string(), numBytes: z.coerce.number().default(0), shardLengths: z.array(z.coerce.number()) }),
  ),
});

function toSplit({ name, numBytes, shardLengths }: z.infer<typeof DatasetInfo>["splits"][number]) {
  return { name, episodes: shardLengths.reduce((sum, length) => sum + length, 0), bytes: numBytes };
}

function readInfo(file: string): z.infer<typeof DatasetInfo> | null {
  try {
    return DatasetInfo.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null; // Not a data set: a folder of something else, or one that is still being written.
  }
}

function folders(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith("."))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
