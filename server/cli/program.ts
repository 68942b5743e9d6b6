import type { Command } from "commander";
import { oneOf } from "./arguments.ts";
import { addAgain } from "./commands/again.ts";
import { addCheckpoints } from "./commands/checkpoints.ts";
import { addCompare } from "./commands/compare.ts";
import { addDb } from "./commands/db.ts";
import { addDownload } from "./commands/download.ts";
import { addImportArgs } from "./commands/import-args.ts";
import { addLaunch } from "./commands/launch.ts";
import { addLs } from "./commands/ls.ts";
import { addMetrics } from "./commands/metrics.ts";
import { addNote } from "./commands/note.ts";
import { addResume } from "./commands/resume.ts";
import { addSample } from "./commands/sample.ts";
import { addShow } from "./commands/show.ts";
import { addStop } from "./commands/stop.ts";
import { addSweep } from "./commands/sweep.ts";
import { speakHelp } from "./help.ts";
import { readLocale } from "./locale.ts";
import type { Session } from "./session.ts";

/** Every command of `vela`, in the order of a day's work. Errors are thrown, not printed. */
export function addCommands(program: Command, session: Session): Command {
  const { help } = session.messages;
  speakHelp(program, session.messages)
    .name("vela")
    .description(help.about)
    .option("--json", help.json)
    .option(
      "--lang <language>",
      help.lang,
      (text) => readLocale(text) ?? oneOf(["en", "zh-CN"], session.messages)(text),
    )
    .addHelpText("after", `\n${help.after}`)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const add of [
    addLaunch,
    addLs,
    addShow,
    addStop,
    addResume,
    addAgain,
    addSweep,
    addMetrics,
    addCompare,
    addSample,
    addCheckpoints,
    addDownload,
    addNote,
    addImportArgs,
    addDb,
  ])
    add(program, session);
  return program;
}
