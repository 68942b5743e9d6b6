import { z } from "zod";
import { findRecipe, RECIPES } from "#server/recipes/catalogue.ts";
import { checkLaunch } from "#server/runs/check.ts";
import { procedure, router } from "./trpc.ts";

const CheckLaunch = z.object({ recipe: z.string(), preset: z.string().nullable(), config: z.unknown() });

export const recipesRouter = router({
  list: procedure.query(() => RECIPES.map(({ name, label, about }) => ({ name, label, about }))),
  get: procedure.input(z.object({ name: z.string() })).query(({ input }) => {
    const { name, label, about, schema, defaults, presets } = findRecipe(input.name);
    return { name, label, about, schema: schema(), defaults: defaults(), presets: presets() };
  }),
  check: procedure.input(CheckLaunch).query(({ ctx, input }) => checkLaunch(ctx, input)),
});
