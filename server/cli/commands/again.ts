import type { Command } from "commander";
import { findRun } from "../find-run.ts";
import { print } from "../print.ts";
import { formatRuns } from "../run-table.ts";
import type { Session } from "../session.ts";
import { warnIdle } from "../warn-idle.ts";

export function addAgain(program: Command, session: Session) {
  const { again } = session.messages.commands;
  program
    .command("again")
    .description(again.about)
    .argument("<run>", session.messages.help.run)
    .option("--name <name>", again.name)
    .action((typed: string, { name }: { name?: string }) => runAgain(session, typed, name));
}

async function runAgain(session: Session, typed: string, name?: string) {
  const { id } = await findRun(session, typed);
  const run = await session.api.runs.again.mutate({ id, name });
  print(session, { json: run, text: () => formatRuns(session, [run]) });
  await warnIdle(session);
}
