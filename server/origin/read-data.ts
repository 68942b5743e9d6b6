import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readDataset } from "#server/datasets/list.ts";
import type { DataPaths } from "#server/paths.ts";
import type { DataNeed } from "#server/recipes/recipe.ts";
import type { DataOrigin } from "./origin.ts";

export type DataFile = { name: string; bytes: number; modifiedMs: number; inode: number };

const OF_A_DATA_SET = /^(dataset_info\.json|features\.json|.*\.tfrecord.*)$/;

/** A data set's shards and what describes them, by name in the order of their letters' codes. */
export function listDataFiles(folder: string): DataFile[] {
  return readdirSync(folder)
    .filter((name) => OF_A_DATA_SET.test(name) && !name.startsWith("."))
    .sort()
    .flatMap((name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      if (!stats?.isFile()) return [];
      return [{ name, bytes: stats.size, modifiedMs: stats.mtimeMs, inode: stats.ino }];
    });
}

/** A hash of names, sizes and times: the same while nobody writes to them. */
export function stampOf(files: DataFile[]): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex");
}

/** The data sets that a run reads, as they lie there now. Their contents are hashed later. */
export function readData(paths: DataPaths, need: DataNeed | null): DataOrigin[] {
  if (need === null) return [];
  return need.members.map((name) => {
    const folder = readDataset(paths.dataset(need.rootDir, name), name)?.path ?? paths.dataset(need.rootDir, name);
    const unread = { name, folder, sha256: null };
    try {
      const files = listDataFiles(folder);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      return { ...unread, files: files.length, bytes, stamp: stampOf(files), state: "pending" };
    } catch {
      return { ...unread, files: 0, bytes: 0, stamp: "", state: "unreadable" };
    }
  });
}
