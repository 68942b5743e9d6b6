import { schemaFields } from "#server/recipes/schema-fields.ts";
import { CliError } from "../cli-error.ts";
import { OUR_RECIPE } from "../launch-base.ts";
import type { Session } from "../session.ts";
import { findConfigPath } from "../settings.ts";

/** A field's full path for a leaf name that one field alone has; a path that no form shows is the server's to judge. */
export async function recipePath({ api, messages }: Session, recipe: string, typed: string): Promise<string> {
  const ours = recipe === OUR_RECIPE ? findConfigPath(typed, messages) : null;
  if (ours !== null || typed.includes(".")) return ours ?? typed;
  const { schema } = await api.recipes.get.query({ name: recipe });
  const paths = [...schemaFields(schema).keys()];
  const matches = paths.includes(typed) ? [typed] : paths.filter((path) => path.endsWith(`.${typed}`));
  if (matches.length > 1) throw new CliError(messages.settings.ambiguous(typed, matches), { exitCode: 2 });
  if (!matches[0]) throw new CliError(messages.settings.notOfRecipe(typed, paths), { exitCode: 2 });
  return matches[0];
}
