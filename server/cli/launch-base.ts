import type { Command } from "commander";
import type { TrainConfigInput } from "#trainer/contract/config.ts";
import { mergeConfig } from "#trainer/contract/overrides.ts";
import { CliError } from "./cli-error.ts";
import { findRun } from "./find-run.ts";
import type { Messages } from "./messages/en.ts";
import { readRecipeSettings } from "./recipe-settings.ts";
import type { Session } from "./session.ts";
import { readSettings } from "./settings.ts";

export const OUR_RECIPE = "vla-energy";

export type BaseOptions = { from?: string; recipe?: string; preset?: string | null; set?: string[] };
type What = { recipe: string; preset: string | null; config: unknown; parentId?: string };
export type Base = { what: What; tags?: string[]; project?: string };

/** The options of everything that launches: what from, with which changes, and what it is called. */
export function addLaunchOptions(command: Command, { commands: { launch } }: Messages): Command {
  return command
    .option("--from <run>", launch.from)
    .option("--recipe <name>", launch.recipe)
    .option("--preset <name>", launch.preset)
    .option("--set <key=value...>", launch.set)
    .option("--name <name>", launch.name)
    .option("--tag <tag...>", launch.tag)
    .option("--project <name>", launch.project);
}

/** What is launched is made from this: another run with all that it has, or a recipe and a preset. */
export async function readBase(session: Session, { from, recipe, preset, set = [] }: BaseOptions): Promise<Base> {
  if (from === undefined) {
    const named = recipe ?? OUR_RECIPE;
    return { what: { recipe: named, preset: preset ?? null, config: await readConfig(session, named, set) } };
  }
  if (recipe !== undefined || preset !== undefined) throw new CliError(session.messages.fromAlone, { exitCode: 2 });
  const { id } = await findRun(session, from);
  const parent = await session.api.runs.get.query({ id });
  const over = await readConfig(session, parent.recipe, set);
  const config = mergeConfig(parent.fullConfig as TrainConfigInput, over as TrainConfigInput);
  const what = { recipe: parent.recipe, preset: parent.preset, config, parentId: id };
  return { what, tags: parent.tags, project: parent.projectName };
}

/** Our own recipe's fields are known here; those of others, the server tells. */
async function readConfig({ api, messages }: Session, recipe: string, settings: string[]) {
  if (recipe === OUR_RECIPE) return readSettings(settings, messages);
  const { schema } = await api.recipes.get.query({ name: recipe });
  return readRecipeSettings(settings, schema, messages);
}
