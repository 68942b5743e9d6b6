import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "#server/write-whole.ts";
import type { DataOrigin } from "./origin.ts";
import { type DataFile, listDataFiles, stampOf } from "./read-data.ts";

/** Hashes of files that were read before, by name; they hold while size, time and inode are the same. */
const Known = z.record(
  z.string(),
  z.object({ bytes: z.number(), modifiedMs: z.number(), inode: z.number(), sha256: z.string() }),
);
type Known = z.infer<typeof Known>;

const CHUNK_BYTES = 1024 * 1024;

type HashData = { cacheDir: string; signal: AbortSignal };

/** Read a data set's files and fill in its hash. Files that were read before are not read again. */
export async function hashData(data: DataOrigin, { cacheDir, signal }: HashData): Promise<DataOrigin> {
  try {
    const files = listDataFiles(data.folder);
    if (stampOf(files) !== data.stamp) return { ...data, state: "changed" };
    const cache = join(cacheDir, `${createHash("sha256").update(data.folder).digest("hex").slice(0, 32)}.json`);
    const before = readKnown(cache);
    const known: Known = {};
    for (const file of files) known[file.name] = recall(before, file) ?? (await read(data.folder, file, signal));
    writeWhole(cache, JSON.stringify(known));
    // Written to while it was read?
    if (stampOf(listDataFiles(data.folder)) !== data.stamp) return { ...data, state: "changed" };
    return { ...data, state: "hashed", sha256: hashOfHashes(files, known) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { ...data, state: "unreadable" };
  }
}

/** Of what `LC_ALL=C sha256sum dataset_info.json features.json *.tfrecord*`, sorted by name, prints in the folder. */
function hashOfHashes(files: DataFile[], known: Known): string {
  const hash = createHash("sha256");
  for (const { name } of files) hash.update(`${known[name]?.sha256}  ${name}\n`);
  return hash.digest("hex");
}

function recall(known: Known, { name, bytes, modifiedMs, inode }: DataFile): Known[string] | null {
  const found = Object.hasOwn(known, name) ? known[name]! : null;
  const same = found?.bytes === bytes && found.modifiedMs === modifiedMs && found.inode === inode;
  return same ? found : null;
}

async function read(folder: string, { name, ...rest }: DataFile, signal: AbortSignal): Promise<Known[string]> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(join(folder, name), { highWaterMark: CHUNK_BYTES, signal }))
    hash.update(chunk as Buffer);
  return { ...rest, sha256: hash.digest("hex") };
}

function readKnown(file: string): Known {
  try {
    return Known.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return {}; // Nothing was read yet.
  }
}
