import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { appendLog } from "#server/metrics/append-log.ts";
import { readLogChunk } from "#server/metrics/log-chunk.ts";
import { type CreateRun, createRun } from "#server/runs/create.ts";
import type { RunRow } from "#server/runs/row.ts";
import type { World } from "#server/worker/world.ts";
import { makeWorld } from "#test/factories/world.ts";
import { serveVela } from "./vela-server.ts";

export type Lab = { world: World; url: string };

/** A server with an empty data folder and no worker. */
export async function openLab(): Promise<Lab> {
  const world = makeWorld();
  return { world, url: await serveVela(world) };
}

/** A queued run of the tiny preset. */
export function addRun({ world }: Lab, more: Partial<CreateRun> = {}): RunRow {
  return createRun(world, { recipe: "vla-energy", preset: "scoop-tiny", config: {}, ...more });
}

/** Take a log into the database, as the worker does. */
export function addLog({ world }: Lab, runId: string, text: string, from = 0) {
  appendLog(world.db, { runId, inode: "1", chunk: readLogChunk(Buffer.from(text), from) });
}

/** A file in a run's folder. */
export function addFile({ world }: Lab, runId: string, path: string, content: string | Buffer) {
  const file = join(world.paths.run(runId), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
