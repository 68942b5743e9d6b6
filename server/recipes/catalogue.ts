import { DomainError } from "#server/errors.ts";
import type { Recipe } from "./recipe.ts";
import { vlaEnergy } from "./vla-energy.ts";

export const RECIPES: Recipe[] = [vlaEnergy];

/** Throws BAD_REQUEST for a recipe that is not known. */
export function findRecipe(name: string): Recipe {
  const recipe = RECIPES.find((each) => each.name === name);
  if (recipe) return recipe;
  const known = RECIPES.map((each) => each.name).join(", ");
  throw new DomainError("BAD_REQUEST", `there is no recipe "${name}"; there are ${known}`);
}
