import { z } from "zod";
import { findRecipe, RECIPES, readFolder } from "#server/recipes/catalogue.ts";
import type { Recipe } from "#server/recipes/recipe.ts";
import { checkLaunch } from "#server/runs/check.ts";
import { procedure, router } from "./trpc.ts";

const CheckLaunch = z.object({ recipe: z.string(), preset: z.string().nullable(), config: z.unknown() });

export const recipesRouter = router({
  list: procedure.query(({ ctx }) => [
    ...RECIPES.map((recipe) => ({ ...face(recipe), file: null })),
    ...readFolder(ctx.paths.recipes).recipes.map(({ recipe, file }) => ({ ...face(recipe), file })),
  ]),
  /** The folder of people's own recipes, and what in it is broken. */
  folder: procedure.query(({ ctx }) => {
    const { recipes, broken } = readFolder(ctx.paths.recipes);
    return {
      folder: ctx.paths.recipes,
      recipes: recipes.map(({ recipe, file }) => ({ ...face(recipe), file })),
      broken,
    };
  }),
  get: procedure.input(z.object({ name: z.string() })).query(({ ctx, input }) => {
    const recipe = findRecipe(input.name, ctx.paths.recipes);
    return { ...face(recipe), schema: recipe.schema(), defaults: recipe.defaults(), presets: recipe.presets() };
  }),
  check: procedure.input(CheckLaunch).query(({ ctx, input }) => checkLaunch(ctx, input)),
});

function face({ name, label, about }: Recipe) {
  return { name, label, about };
}
