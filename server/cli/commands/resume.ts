import type { Command } from "commander";
import { wholeNumber } from "../arguments.ts";
import { findRun } from "../find-run.ts";
import { print } from "../print.ts";
import { formatRuns } from "../run-table.ts";
import type { Session } from "../session.ts";
import { warnIdle } from "../warn-idle.ts";

export function addResume(program: Command, session: Session) {
  const { messages } = session;
  const { resume } = messages.commands;
  program
    .command("resume")
    .description(resume.about)
    .argument("<run>", messages.help.run)
    .option("--step <n>", resume.step, wholeNumber(0, messages))
    .action((typed: string, { step }: { step?: number }) => resumeRun(session, typed, step));
}

async function resumeRun(session: Session, typed: string, step?: number) {
  const { id } = await findRun(session, typed);
  const run = await session.api.runs.resume.mutate({ id, step });
  print(session, { json: run, text: () => formatRuns(session, [run]) });
  await warnIdle(session);
}
