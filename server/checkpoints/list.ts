import { readdirSync } from "node:fs";
import { eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { checkpoints } from "#server/db/schema.ts";
import { findRun } from "#server/runs/find.ts";
import { checkpointStep, runPaths } from "#trainer/contract/run-dir.ts";
import { readManifest } from "./manifest.ts";

export type CheckpointRow = {
  runId: string;
  step: number;
  /** From the run's folder on. */
  path: string;
  bytes: number;
  time: number;
  metrics: Record<string, number | string>;
  complete: boolean;
  files: { path: string; bytes: number; sha256: string }[];
};

/** A run's checkpoints that lie on the disk, newest first. Throws NOT_FOUND. */
export function listCheckpoints({ db, paths }: Client, runId: string): CheckpointRow[] {
  findRun(db, runId);
  const dir = paths.run(runId);
  const logged = new Map(
    db
      .select()
      .from(checkpoints)
      .where(eq(checkpoints.runId, runId))
      .all()
      .map((row) => [row.step, row]),
  );
  return steps(runPaths(dir).checkpoints)
    .sort((a, b) => b - a)
    .map((step) => readCheckpoint({ dir, runId, step, logged: logged.get(step) }));
}

type Logged = typeof checkpoints.$inferSelect;

/** One checkpoint as its manifest has it; without one it is not complete. */
export function readCheckpoint({
  dir,
  runId,
  step,
  logged,
}: {
  dir: string;
  runId: string;
  step: number;
  logged?: Logged;
}) {
  const folder = runPaths(dir).checkpoint(step);
  const manifest = readManifest(folder);
  const row: CheckpointRow = {
    runId,
    step,
    path: folder.slice(dir.length + 1),
    bytes: manifest ? manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) : (logged?.bytes ?? 0),
    time: manifest?.time ?? logged?.time ?? 0,
    metrics: { ...logged?.metrics, ...manifest?.metrics },
    complete: manifest !== null,
    files: manifest?.files ?? [],
  };
  return row;
}

function steps(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => checkpointStep(name) ?? []);
  } catch {
    return []; // No checkpoint was written yet.
  }
}
