import type { Command } from "commander";
import { findRun } from "../find-run.ts";
import { print } from "../print.ts";
import { formatRuns } from "../run-table.ts";
import type { Session } from "../session.ts";

export function addStop(program: Command, session: Session) {
  const { stop } = session.messages.commands;
  program
    .command("stop")
    .description(stop.about)
    .argument("<run>", session.messages.help.run)
    .option("--now", stop.now)
    .action((typed: string, { now }: { now?: boolean }) => stopRun(session, typed, now));
}

async function stopRun(session: Session, typed: string, now?: boolean) {
  const { id } = await findRun(session, typed);
  const run = await session.api.runs.cancel.mutate({ id, now });
  print(session, { json: run, text: () => formatRuns(session, [run]) });
}
