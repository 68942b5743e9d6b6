import { DomainError } from "#server/errors.ts";
import { anyCommand } from "./any-command.ts";
import { openvlaOft } from "./openvla-oft.ts";
import type { Recipe } from "./recipe.ts";
import { readUserRecipes, type UserRecipes } from "./user/read-folder.ts";
import { vlaEnergy } from "./vla-energy.ts";

/** Those that come with Vela. */
export const RECIPES: Recipe[] = [vlaEnergy, openvlaOft, anyCommand];

/** The recipes of a folder beside ours, read afresh. */
export function readFolder(folder: string): UserRecipes {
  return readUserRecipes(folder, [...RECIPES.map(({ name }) => name), "remote"]);
}

/** One of ours, or one of `folder`. Throws BAD_REQUEST for a recipe that is not known. */
export function findRecipe(name: string, folder?: string): Recipe {
  const own = RECIPES.find((each) => each.name === name);
  if (own) return own;
  const { recipes, broken } = folder === undefined ? NONE : readFolder(folder);
  const found = recipes.find(({ recipe }) => recipe.name === name);
  if (found) return found.recipe;
  const reason = broken.find(({ file }) => file === `${name}.json`)?.reason;
  if (reason) throw new DomainError("BAD_REQUEST", `the recipe "${name}" cannot be read: ${reason.en}`, { reason });
  const known = [...RECIPES, ...recipes.map(({ recipe }) => recipe)].map((each) => each.name).join(", ");
  throw new DomainError("BAD_REQUEST", `there is no recipe "${name}"; there are ${known}`);
}

const NONE: UserRecipes = { recipes: [], broken: [] };
