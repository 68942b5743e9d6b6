import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DatasetStatistics } from "./statistics.ts";

/**
 * The statistics stored under `key` in `cacheDir`, else those that `compute` gives, stored for the next time.
 * The key must name everything they depend on. A damaged or missing cache file is computed anew.
 */
export async function cachedStatistics(
  { cacheDir, key }: { cacheDir: string; key: unknown },
  compute: () => DatasetStatistics,
): Promise<DatasetStatistics> {
  const digest = createHash("sha256").update(JSON.stringify(key)).digest("hex");
  const file = join(cacheDir, `statistics-${digest}.json`);
  const stored = await readStored(file);
  if (stored) return stored;
  const statistics = compute();
  await mkdir(cacheDir, { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeFile(temporary, JSON.stringify(statistics, null, 2));
  await rename(temporary, file);
  return statistics;
}

const Numbers = z.array(z.number());
const Dims = z.object({
  mean: Numbers,
  std: Numbers,
  max: Numbers,
  min: Numbers,
  q01: Numbers,
  q99: Numbers,
  mask: z.array(z.boolean()).exactOptional(),
});
const Stored = z.object({ action: Dims, proprio: Dims, num_transitions: z.int(), num_trajectories: z.int() });

async function readStored(file: string): Promise<DatasetStatistics | undefined> {
  try {
    return Stored.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}
