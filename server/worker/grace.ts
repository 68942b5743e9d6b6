import { findRun } from "#server/runs/find.ts";
import type { World } from "./world.ts";

/** Milliseconds between asking a run to stop and killing it: as its recipe says, else the setting. */
export function graceMs({ db, env, findRecipe }: World, runId: string): number {
  const { recipe, config } = findRun(db, runId);
  try {
    const seconds = findRecipe(recipe).graceSeconds(config);
    return seconds === null ? env.graceMs : seconds * 1000;
  } catch {
    return env.graceMs; // An adopted run's recipe may be unknown, a file of one gone: stopping must work all the same.
  }
}
