import type { Recipe, RecipeCommand, RecipeRun } from "./recipe.ts";

/** What a recipe starts for a run. */
export function commandOf(recipe: Recipe, run: RecipeRun): RecipeCommand {
  const command = recipe.command(run);
  return Array.isArray(command) ? { argv: command } : command;
}
