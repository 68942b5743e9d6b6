import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRun } from "#server/runs/create.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import type { World } from "#server/worker/world.ts";

export const PROGRAMS = join(import.meta.dirname, "..", "programs");

/** A queued run of a recipe as a person launches it. */
export function launch(
  world: World,
  recipe: string,
  config: Record<string, unknown>,
  more: { parentId?: string } = {},
): string {
  return createRun(world, { recipe, preset: null, config, ...more }).id;
}

/** The run once it has ended, else false. */
export function ended(world: World, id: string) {
  const run = findRun(world.db, id);
  return hasEnded(run.status) && run;
}

type Start = { argv: string[]; cwd: string; env: Record<string, string> };

/** What show-start.mjs saw. */
export function readStart(world: World, id: string, attempt = 1): Start {
  return JSON.parse(readFileSync(`${world.paths.run(id)}/start-${attempt}.json`, "utf8"));
}

/** A file of the recipes folder. */
export function addRecipe(world: World, file: string, content: unknown) {
  mkdirSync(world.paths.recipes, { recursive: true });
  writeFileSync(join(world.paths.recipes, file), typeof content === "string" ? content : JSON.stringify(content));
}

export function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8") || null : null;
}
