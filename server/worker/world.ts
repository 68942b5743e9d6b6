import type { Client } from "#server/db/client.ts";
import type { Env } from "#server/env.ts";
import type { Recipe } from "#server/recipes/recipe.ts";
import type { Clock } from "./clock.ts";

/** What the worker works with. Tests give it recipes and data set makers of their own. */
export type World = Client & {
  env: Pick<Env, "projectDir" | "url" | "slots" | "gpus" | "graceMs" | "retries">;
  findRecipe(name: string): Recipe;
  /** argv of the program that makes a sample data set below `out`. */
  sampleCommand(job: { size: number; episodes: number; out: string }): string[];
  /** Milliseconds between samples of the machine. */
  sampleMs?: number;
  clock?: Clock;
};
