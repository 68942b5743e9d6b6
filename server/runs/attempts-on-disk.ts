import { readdirSync } from "node:fs";
import { runPaths } from "#trainer/contract/run-dir.ts";

/** Numbers of the attempts that were begun in a run's folder, ascending. */
export function attemptsOnDisk(dir: string): number[] {
  try {
    return readdirSync(runPaths(dir).attempts)
      .filter((name) => /^[1-9]\d*$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  } catch {
    return []; // None was begun yet.
  }
}
