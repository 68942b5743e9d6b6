import { readFileSync } from "node:fs";
import { availableParallelism, freemem, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Client } from "#server/db/client.ts";
import { worker } from "#server/db/schema.ts";
import { readEnv } from "#server/env.ts";
import { diskSpace, isDiskLow } from "./disk.ts";
import { newestEngine } from "./engine.ts";

/** A worker that has not written for so long is taken for dead. */
const WORKER_SILENT_MS = 10_000;

export type SystemInfo = ReturnType<typeof systemInfo>;

/** The machine, the folder, the worker. */
export function systemInfo({ db, paths }: Client, { now = Date.now() }: { now?: number } = {}) {
  const row = db.select().from(worker).get();
  const disk = diskSpace(paths.root);
  return {
    version: readVersion(readEnv().projectDir),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    diskFreeBytes: disk.freeBytes,
    diskTotalBytes: disk.freeBytes + disk.usedBytes,
    diskLow: isDiskLow(disk),
    dataDir: paths.root,
    engine: newestEngine({ db, paths }),
    worker: {
      alive: row !== undefined && Math.abs(now - row.heartbeatAt) < WORKER_SILENT_MS,
      pid: row?.pid ?? null,
      heartbeatAt: row?.heartbeatAt ?? null,
    },
  };
}

/** The version in package.json. */
export function readVersion(projectDir: string): string {
  const text = readFileSync(join(projectDir, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
