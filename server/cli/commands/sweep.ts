import type { Command } from "commander";
import type { SweepPlan } from "#server/sweeps/plan.ts";
import { oneOf, wholeNumber } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { addLaunchOptions, type BaseOptions, readBase } from "../launch-base.ts";
import { print } from "../print.ts";
import type { Session } from "../session.ts";
import { findSweep } from "../sweep/find-sweep.ts";
import { type PlanOptions, readPlan } from "../sweep/read-plan.ts";
import { formatPreview, formatSweep, formatSweeps } from "../sweep/sweep-text.ts";
import { waitForSweep } from "../sweep/wait-for-sweep.ts";
import { warnIdle } from "../warn-idle.ts";

const METHODS = ["grid", "random", "halving"] as const satisfies SweepPlan["method"][];
const SHOWN_TRIALS = 20;

type Options = BaseOptions &
  PlanOptions & { name?: string; tag?: string[]; project?: string; dryRun?: boolean; wait?: boolean };

/** `vela sweep`: starts one, its id the only line on stdout; `ls`, `show` and `stop` are below it. */
export function addSweep(program: Command, session: Session) {
  const { messages } = session;
  const { sweep } = messages.commands;
  const command = program
    .command("sweep")
    .description(sweep.about)
    .option("--try <key=values...>", sweep.try)
    .option("--method <name>", sweep.method, oneOf(METHODS, messages))
    .option("--trials <n>", sweep.trials, wholeNumber(1, messages))
    .option("--seed <n>", sweep.seed, wholeNumber(0, messages))
    .option("--objective <metric>", sweep.objective)
    .option("--halving <step:eta>", sweep.halving)
    .option("--must-improve <step:share>", sweep.mustImprove)
    .option("--keep-nan", sweep.keepNan)
    .option("--plan <file>", sweep.plan)
    .option("--dry-run", sweep.dryRun);
  addLaunchOptions(command, messages)
    .option("--wait", sweep.wait)
    .action((options: Options) => startSweep(session, options));
  command
    .command("ls")
    .description(sweep.ls)
    .action(async () => {
      const rows = await session.api.sweeps.list.query({});
      print(session, { json: rows, text: () => (rows.length > 0 ? formatSweeps(session, rows) : messages.sweep.none) });
    });
  command
    .command("show")
    .description(sweep.show)
    .argument("<sweep>", sweep.argument)
    .action(async (typed: string) => {
      const { id } = await findSweep(session, typed);
      const found = await session.api.sweeps.get.query({ id });
      print(session, { json: found, text: () => formatSweep(session, found) });
    });
  command
    .command("stop")
    .description(sweep.stop)
    .argument("<sweep>", sweep.argument)
    .action(async (typed: string) => {
      const { id } = await findSweep(session, typed);
      const row = await session.api.sweeps.stop.mutate({ id });
      print(session, { json: row, text: () => formatSweeps(session, [row]) });
    });
}

async function startSweep(session: Session, options: Options) {
  const { api, messages, progress, server, stdout, isJson } = session;
  const { what, ...base } = await readBase(session, options);
  const { recipe, preset, config } = what;
  const plan = await readPlan(session, recipe, options);
  const planned = { recipe, preset, config, plan };
  const preview = await api.sweeps.plan.query({ ...planned, show: SHOWN_TRIALS });
  const { problems, remarks, runs } = preview;
  if (problems.length > 0) throw new CliError(problems.map(({ message }) => message[messages.language]).join("\n"));
  for (const remark of remarks) progress.say(remark[messages.language]);
  if (options.dryRun) {
    progress.say(messages.sweep.would(runs));
    return print(session, { json: preview, text: () => formatPreview(session, preview) });
  }
  const { name, tag: tags = base.tags, project = base.project } = options;
  const row = await api.sweeps.create.mutate({ ...planned, name, tags, project });
  progress.say(messages.sweep.started(row.name, row.runCount, row.projectName, `${server.url}/sweeps/${row.id}`));
  await warnIdle(session);
  if (!isJson()) stdout.write(`${row.id}\n`);
  const last = options.wait ? await waitForSweep(session, row.id) : row;
  if (isJson()) stdout.write(`${JSON.stringify(last, null, 2)}\n`);
  if (!options.wait) return;
  const { best, counts } = last;
  if (best) progress.say(messages.sweep.best(best.runName, last.objective.metric, best.value));
  const lost = (counts.failed ?? 0) + (counts.lost ?? 0) + (counts.preempted ?? 0);
  if (lost > 0) throw new CliError(messages.sweep.someFailed(lost, last.runCount));
}
