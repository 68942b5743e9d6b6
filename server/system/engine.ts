import { readFileSync } from "node:fs";
import { join } from "node:path";
import { desc, isNotNull } from "drizzle-orm";
import { z } from "zod";
import type { Client } from "#server/db/client.ts";
import { runs } from "#server/db/schema.ts";

const EngineRecord = z.object({ name: z.string(), reason: z.string() });
export type EngineRecord = z.infer<typeof EngineRecord>;

/** What the newest of our runs computed with, from the engine.json that its trainer wrote; null before the first. */
export function newestEngine({ db, paths }: Client): EngineRecord | null {
  const newest = db
    .select({ id: runs.id })
    .from(runs)
    .where(isNotNull(runs.startedAt))
    .orderBy(desc(runs.startedAt))
    .limit(5)
    .all();
  for (const { id } of newest) {
    const record = read(join(paths.run(id), "engine.json"));
    if (record) return record;
  }
  return null;
}

function read(file: string): EngineRecord | null {
  try {
    return EngineRecord.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null; // The run failed before it had an engine, or is not one of ours.
  }
}
