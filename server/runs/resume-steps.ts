import { listCheckpoints } from "#server/checkpoints/list.ts";
import type { Client } from "#server/db/client.ts";
import { RECIPES } from "#server/recipes/catalogue.ts";

/** Steps that a run can go on from, newest first: as its recipe finds them, else those of complete checkpoints. */
export function resumeSteps(client: Client, { id, recipe }: { id: string; recipe: string }): number[] {
  const own = RECIPES.find(({ name }) => name === recipe)?.resumeSteps;
  if (own) return own(client.paths.run(id));
  return listCheckpoints(client, id)
    .filter(({ complete }) => complete)
    .map(({ step }) => step);
}
