import { setImmediate as nextTurn } from "node:timers/promises";
import type { Client } from "#server/db/client.ts";
import { findRun } from "#server/runs/find.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { type OutputFile, openOutput } from "./file.ts";
import { type LineIndex, makeLineIndex } from "./line-index.ts";

export type Console = { file: OutputFile; index: LineIndex };

/** One turn reads so much: other requests wait for it. */
const TURN_BYTES = 2 * 1024 * 1024;
/** One call reads so much: about half a second. */
const CALL_BYTES = 64 * 1024 * 1024;
const KEPT_INDEXES = 12;

type Kept = { inode: number; index: LineIndex };
const kept = new WeakMap<Client["db"], Map<string, Kept>>();

/**
 * Work on a run's output with an index of its lines, which is extended first, up to a limit: `index.offset` says how
 * far it goes. Null when nothing was printed yet. Throws NOT_FOUND.
 */
export async function withConsole<T>(
  { db, paths }: Client,
  runId: string,
  work: (console: Console) => T | Promise<T>,
): Promise<T | null> {
  findRun(db, runId);
  const file = openOutput(runPaths(paths.run(runId)).output);
  if (!file) return null;
  try {
    const index = indexOf(db, runId, file);
    const until = index.offset + CALL_BYTES;
    while (index.offset < until && index.extend(file, TURN_BYTES)) await nextTurn();
    return await work({ file, index });
  } finally {
    file.close();
  }
}

/** The index that is kept, unless the file was replaced or cut since. The least used ones are let go. */
function indexOf(db: Client["db"], runId: string, { inode, size }: OutputFile): LineIndex {
  const indexes = kept.get(db) ?? new Map<string, Kept>();
  kept.set(db, indexes);
  const old = indexes.get(runId);
  const isSame = old && old.inode === inode && old.index.offset <= size;
  const entry = isSame ? old : { inode, index: makeLineIndex() };
  indexes.delete(runId);
  indexes.set(runId, entry);
  for (const id of indexes.keys()) if (indexes.size > KEPT_INDEXES) indexes.delete(id);
  return entry.index;
}
