import type { Command } from "commander";
import type { RunRow } from "#server/runs/row.ts";
import { RUN_STATUSES, type RunStatus } from "#server/runs/status.ts";
import { oneOf, wholeNumber, wordList } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { print } from "../print.ts";
import { formatRuns } from "../run-table.ts";
import type { Session } from "../session.ts";
import { readSort } from "../sort.ts";

type Options = {
  status?: RunStatus[];
  tag?: string;
  search?: string;
  project?: string;
  sort?: string;
  limit?: number;
};

const PAGE = 500;

export function addLs(program: Command, session: Session) {
  const { messages } = session;
  const { ls } = messages.commands;
  program
    .command("ls")
    .description(ls.about)
    .option("--status <status>", ls.status(RUN_STATUSES), wordList(oneOf(RUN_STATUSES, messages)))
    .option("--tag <tag>", ls.tag)
    .option("--search <words>", ls.search)
    .option("--project <name>", ls.project)
    .option("--sort <key>", ls.sort)
    .option("--limit <n>", ls.limit, wholeNumber(1, messages))
    .action((options: Options) => listRuns(session, options));
}

async function listRuns(session: Session, { project, sort, limit = 50, ...filter }: Options) {
  const { api, messages, progress } = session;
  const order = sort === undefined ? undefined : readSort(sort, messages);
  const projectId = project === undefined ? undefined : await findProject(session, project);
  const rows: RunRow[] = [];
  let total = limit;
  while (rows.length < Math.min(limit, total)) {
    const want = Math.min(PAGE, limit - rows.length);
    const page = await api.runs.list.query({ ...filter, projectId, sort: order, limit: want, offset: rows.length });
    rows.push(...page.rows);
    total = page.rows.length === 0 ? 0 : page.total;
  }
  const extra = order?.key.includes("/") && order.key !== "train/loss" ? [order.key] : [];
  print(session, { json: rows, text: () => (rows.length > 0 ? formatRuns(session, rows, extra) : messages.noRuns) });
  if (total > rows.length) progress.say(messages.shownOf(rows.length, total));
}

async function findProject({ api, messages }: Session, name: string): Promise<string> {
  const projects = await api.projects.list.query();
  const found = projects.find((project) => project.name === name || project.id === name);
  if (found) return found.id;
  throw new CliError(
    messages.unknownProject(
      name,
      projects.map((project) => project.name),
    ),
  );
}
