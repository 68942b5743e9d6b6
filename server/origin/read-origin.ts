import { existsSync, readFileSync } from "node:fs";
import type { Client } from "#server/db/client.ts";
import { findRun } from "#server/runs/find.ts";
import { type EngineRecord, engineOfRun } from "#server/system/engine.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { compareOrigins, type OriginDifference } from "./compare-origins.ts";
import { Origin } from "./origin.ts";

export type RunOrigin = {
  origin: Origin | null;
  /** Path of the diff below the run's folder, where it was kept. */
  diff: string | null;
  /** What our trainer said that it computes with; null before it did. */
  engine: EngineRecord | null;
  /** The run that it was made from, and what it was started with and on that this one was not. */
  parent: { id: string; name: string; differences: OriginDifference[] | null } | null;
};

/** What an attempt of a run was started with and on, the newest when none is named. Throws NOT_FOUND for an unknown run. */
export function readRunOrigin(client: Client, { id, attempt }: { id: string; attempt?: number }): RunOrigin {
  const run = findRun(client.db, id);
  const dir = client.paths.run(id);
  const wanted = attempt ?? run.attempt;
  const origin =
    readOrigin(dir, wanted) ?? (wanted === run.attempt ? (Origin.safeParse(run.origin).data ?? null) : null);
  const parent = run.parentId === null ? null : findParent(client, run.parentId);
  return {
    origin,
    diff: existsSync(runPaths(dir).codeDiff(wanted)) ? `origin/${wanted}/code.diff` : null,
    engine: engineOfRun(client.paths, id),
    parent: parent && {
      id: parent.id,
      name: parent.name,
      differences: origin && parent.origin && compareOrigins(parent, { id, origin }),
    },
  };
}

/** The record beside an attempt; null where there is none. */
export function readOrigin(dir: string, attempt: number): Origin | null {
  try {
    return Origin.parse(JSON.parse(readFileSync(runPaths(dir).origin(attempt), "utf8")));
  } catch {
    return null; // Started by hand, or by an older version.
  }
}

/** A parent is compared as it was first started: a resumed one has another command. */
function findParent({ db, paths }: Client, id: string) {
  try {
    const { name } = findRun(db, id);
    return { id, name, origin: readOrigin(paths.run(id), 1) };
  } catch {
    return null; // It was deleted.
  }
}
