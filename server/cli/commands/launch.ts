import type { Command } from "commander";
import type { TrainConfigInput } from "#trainer/contract/config.ts";
import { mergeConfig } from "#trainer/contract/overrides.ts";
import { CliError } from "../cli-error.ts";
import { findRun } from "../find-run.ts";
import { readRecipeSettings } from "../recipe-settings.ts";
import { datasetName, findSampleJob } from "../sample-job.ts";
import type { Session } from "../session.ts";
import { readSettings } from "../settings.ts";
import { waitForRun } from "../wait-for-run.ts";
import { warnIdle } from "../warn-idle.ts";

const OUR_RECIPE = "vla-energy";

type Options = {
  from?: string;
  recipe?: string;
  preset?: string | null;
  set?: string[];
  name?: string;
  tag?: string[];
  note?: string;
  project?: string;
  wait?: boolean;
};

/** `vela launch`: the run's id is the only line on stdout, so that scripts can take it. */
export function addLaunch(program: Command, session: Session) {
  const { launch } = session.messages.commands;
  program
    .command("launch")
    .description(launch.about)
    .option("--from <run>", launch.from)
    .option("--recipe <name>", launch.recipe)
    .option("--preset <name>", launch.preset)
    .option("--set <key=value...>", launch.set)
    .option("--name <name>", launch.name)
    .option("--tag <tag...>", launch.tag)
    .option("--note <text>", launch.note)
    .option("--project <name>", launch.project)
    .option("--wait", launch.wait)
    .action((options: Options) => launchRun(session, options));
}

async function launchRun(session: Session, options: Options) {
  const { api, messages, progress, server, stdout, isJson } = session;
  const base = await readBase(session, options);
  const { name, tag: tags = base.tags, note, project = base.project } = options;
  const run = await api.runs.create.mutate({ ...base.what, name, tags, note, project });
  progress.say(messages.launched(run.name, run.projectName, `${server.url}/runs/${run.id}`));
  const job = await findSampleJob(session, run);
  if (job) progress.say(messages.sampleFirst(datasetName(job), job.total));
  await warnIdle(session);
  if (!isJson()) stdout.write(`${run.id}\n`);
  const last = options.wait ? await waitForRun(session, run.id) : run;
  if (isJson()) stdout.write(`${JSON.stringify(last, null, 2)}\n`);
  if (!options.wait) return;
  const sentence = messages.ended(last.name, last.status, last.endReason);
  if (last.status !== "finished") throw new CliError(sentence);
  progress.say(sentence);
}

/** What the run is made from: another run with all that it has, or a recipe and a preset. */
async function readBase(session: Session, { from, recipe, preset, set = [] }: Options): Promise<Base> {
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

type What = { recipe: string; preset: string | null; config: unknown; parentId?: string };
type Base = { what: What; tags?: string[]; project?: string };

/** Our own recipe's fields are known here; those of others, the server tells. */
async function readConfig({ api, messages }: Session, recipe: string, settings: string[]) {
  if (recipe === OUR_RECIPE) return readSettings(settings, messages);
  const { schema } = await api.recipes.get.query({ name: recipe });
  return readRecipeSettings(settings, schema, messages);
}
