import type { Command } from "commander";
import type { CheckpointRow } from "#server/checkpoints/list.ts";
import { wholeNumber } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { findRun } from "../find-run.ts";
import { formatBytes, formatNumber } from "../number.ts";
import { print } from "../print.ts";
import type { Session } from "../session.ts";
import { type Column, formatTable } from "../table.ts";
import { formatTime } from "../time.ts";
import { type PruneOptions, pruneCheckpoints } from "./prune.ts";

const METRICS = ["train/loss", "val/loss", "val/l1_loss", "val/energy_gap"];

export function addCheckpoints(program: Command, session: Session) {
  const { checkpoints } = session.messages.commands;
  program
    .command("checkpoints")
    .description(checkpoints.about)
    .argument("[run]", session.messages.help.run)
    .option("--prune", checkpoints.prune)
    .option("--keep <n>", checkpoints.keep, wholeNumber(0, session.messages))
    .option("--best <metric:low|high:n>", checkpoints.best)
    .option("--yes", checkpoints.yes)
    .action((typed: string | undefined, { prune, ...rules }: PruneOptions & { prune?: boolean }) => {
      if (prune) return pruneCheckpoints(session, typed, rules);
      const { usage } = session.messages;
      if (typed === undefined) throw new CliError(usage.missingArgument("run") + usage.seeHelp, { exitCode: 2 });
      return listCheckpoints(session, typed);
    });
}

async function listCheckpoints(session: Session, typed: string) {
  const { api, messages, hasColour } = session;
  const run = await findRun(session, typed);
  const rows = await api.checkpoints.list.query({ runId: run.id });
  const { heads } = messages;
  const shown = METRICS.filter((key) => rows.some(({ metrics }) => key in metrics));
  const columns: Column<CheckpointRow>[] = [
    { head: heads.step, cell: ({ step }) => String(step), align: "right" },
    { head: heads.name, cell: ({ path }) => path.slice(path.lastIndexOf("/") + 1) },
    { head: heads.size, cell: ({ bytes }) => formatBytes(bytes), align: "right" },
    { head: heads.files, cell: ({ files }) => String(files.length), align: "right" },
    { head: heads.time, cell: ({ time }) => (time === 0 ? "" : formatTime(time)) },
    {
      head: heads.state,
      cell: ({ complete }) => (complete ? messages.complete : messages.incomplete),
      colour: ({ complete }) => (complete ? null : "red"),
    },
    ...shown.map(
      (key): Column<CheckpointRow> => ({
        head: key,
        cell: ({ metrics }) => (key in metrics ? formatNumber(metrics[key]) : ""),
        align: "right",
      }),
    ),
  ];
  print(session, {
    json: rows,
    text: () => (rows.length > 0 ? formatTable(rows, columns, { hasColour }) : messages.noCheckpoints(run.name)),
  });
}
