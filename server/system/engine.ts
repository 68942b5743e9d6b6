import { closeSync, openSync, readSync } from "node:fs";
import { desc, isNotNull } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { runs } from "#server/db/schema.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

export type EngineRecord = { name: string; reason: string };

const RUNS_ASKED = 5;
const HEAD_BYTES = 16 * 1024;

/** What the newest of our runs computed with, and why; null before the first. */
export function newestEngine({ db, paths }: Client): EngineRecord | null {
  const newest = db
    .select({ id: runs.id })
    .from(runs)
    .where(isNotNull(runs.startedAt))
    .orderBy(desc(runs.startedAt))
    .limit(RUNS_ASKED)
    .all();
  for (const { id } of newest) {
    const engine = engineOfRun(paths, id);
    if (engine) return engine;
  }
  return null;
}

/** What one of our runs computes with; null before it says so, and for the programs of others. */
export function engineOfRun(paths: Client["paths"], id: string): EngineRecord | null {
  return readEngine(readHead(runPaths(paths.run(id)).output));
}

/** Our trainer prints "engine: NAME (REASON)" before its first step. */
export function readEngine(output: string): EngineRecord | null {
  const match = /^engine: (\S[^(\n]*?) \((.+)\)$/m.exec(output);
  return match ? { name: match[1]!, reason: match[2]! } : null;
}

function readHead(file: string): string {
  try {
    const fd = openSync(file, "r");
    const bytes = Buffer.alloc(HEAD_BYTES);
    const length = readSync(fd, bytes, 0, HEAD_BYTES, 0);
    closeSync(fd);
    return bytes.toString("utf8", 0, length);
  } catch {
    return ""; // It printed nothing, or its folder is gone.
  }
}
