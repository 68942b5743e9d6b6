import type { Command } from "commander";
import type { RunDetail } from "#server/runs/get.ts";
import { type Comparison, compareRuns, type Line } from "../comparison.ts";
import { fieldText } from "../config-fields.ts";
import { findRun } from "../find-run.ts";
import { formatNumber, MISSING } from "../number.ts";
import { print } from "../print.ts";
import { statusText, stepText } from "../run-table.ts";
import type { Session } from "../session.ts";
import { type Column, formatTable } from "../table.ts";
import { formatDuration } from "../time.ts";

export function addCompare(program: Command, session: Session) {
  const { compare } = session.messages.commands;
  program
    .command("compare")
    .description(compare.about)
    .argument("<run...>", session.messages.help.runs)
    .action((typed: string[]) => printComparison(session, typed));
}

async function printComparison(session: Session, typed: string[]) {
  const { api } = session;
  const runs: RunDetail[] = [];
  for (const each of typed) {
    const { id } = await findRun(session, each);
    if (!runs.some((run) => run.id === id)) runs.push(await api.runs.get.query({ id }));
  }
  const comparison = compareRuns(runs);
  print(session, { json: comparison, text: () => format(session, comparison) });
}

type TextLine = { name: string; cells: string[]; best: number | null };

function format({ messages, hasColour }: Session, { runs, config, metrics }: Comparison): string {
  const { heads } = messages;
  const line = (name: string, cells: string[]): TextLine => ({ name, cells, best: null });
  const took = runs.map(({ startedAt, endedAt }) => (startedAt === null ? null : (endedAt ?? Date.now()) - startedAt));
  const lines: TextLine[] = [
    line(
      heads.id,
      runs.map(({ id }) => id),
    ),
    line(
      heads.status,
      runs.map((run) => statusText(run, messages)),
    ),
    line(heads.step, runs.map(stepText)),
    line(heads.duration, took.map(formatDuration)),
    ...config.map(({ path, values }) =>
      line(
        path,
        values.map((value) => (value === null ? MISSING : fieldText(value))),
      ),
    ),
    ...metrics.map(metricLine),
  ];
  const columns: Column<TextLine>[] = [
    { head: "", cell: ({ name }) => name },
    ...runs.map(
      ({ name }, at): Column<TextLine> => ({
        head: name,
        cell: ({ cells, best }) => cells[at]! + (best === at ? " *" : ""),
        colour: ({ best }) => (best === at ? "green" : null),
      }),
    ),
  ];
  const legend = metrics.some(({ best }) => best !== null) ? `\n${messages.bestMark}` : "";
  return formatTable(lines, columns, { hasColour }) + legend;
}

function metricLine({ key, values, best }: Line): TextLine {
  return { name: key, cells: values.map(formatNumber), best };
}
