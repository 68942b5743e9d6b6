import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { addLaunchOptions, type BaseOptions, readBase } from "../launch-base.ts";
import { datasetName, findSampleJob } from "../sample-job.ts";
import type { Session } from "../session.ts";
import { waitForRun } from "../wait-for-run.ts";
import { warnIdle } from "../warn-idle.ts";

type Options = BaseOptions & {
  name?: string;
  tag?: string[];
  note?: string;
  project?: string;
  wait?: boolean;
};

/** `vela launch`: the run's id is the only line on stdout, so that scripts can take it. */
export function addLaunch(program: Command, session: Session) {
  const { launch } = session.messages.commands;
  addLaunchOptions(program.command("launch").description(launch.about), session.messages)
    .option("--note <text>", launch.note)
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
