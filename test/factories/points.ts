import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { readRaw } from "#server/metrics/raw.ts";
import { findRun } from "#server/runs/find.ts";
import type { World } from "#server/worker/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

/** The database holds exactly the points of the run's log, each whole line of it, and none of it was bad. */
export function expectEveryPoint(world: World, id: string): number {
  const stored = readRaw(world.db, { runId: id, limit: 1_000_000 })
    .rows.filter(({ key }) => !key.startsWith("system/"))
    .map(({ key, step, value }) => `${key} ${step} ${value}`);
  const logged = readLogged(runPaths(world.paths.run(id)).metrics);
  expect(stored.sort()).toEqual(logged.sort());
  expect(findRun(world.db, id)).toMatchObject({ badLines: 0, skippedLines: 0 });
  return logged.length;
}

function readLogged(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.flatMap((text) => {
    const { kind, step, values } = JSON.parse(text);
    return kind === "metric" ? Object.entries(values).map(([key, value]) => `${key} ${step} ${value}`) : [];
  });
}
