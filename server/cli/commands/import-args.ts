import type { Command } from "commander";
import { exportArgs } from "#trainer/contract/original/export-args.ts";
import { type ImportedArgs, importArgs } from "#trainer/contract/original/import-args.ts";
import { ConfigError } from "#trainer/contract/overrides.ts";
import { CliError } from "../cli-error.ts";
import { changedFields, fieldText } from "../config-fields.ts";
import { print } from "../print.ts";
import type { Session } from "../session.ts";
import { formatTable } from "../table.ts";

/** `vela import-args "--lora_rank 32 …"`: the original's command line as a config, and what has no place in one. */
export function addImportArgs(program: Command, session: Session) {
  const { importArgs: words } = session.messages.commands;
  program
    .command("import-args")
    .description(words.about)
    .argument("<line...>", words.line)
    // The line is made of flags that are not ours; unquoted it arrives as many words.
    .allowUnknownOption()
    .action((line: string[]) => showImported(session, line.length === 1 ? line[0]! : line.map(quote).join(" ")));
}

function showImported(session: Session, line: string) {
  const imported = read(line);
  const { config, unmapped, notes } = imported;
  const { hasColour, messages } = session;
  const { heads, language } = messages;
  const rows = [
    ...changedFields(config).map(([field, value]) => ({ field, value: fieldText(value), why: "" })),
    ...unmapped.map(({ flag, value, reason }) => ({ field: `--${flag}`, value, why: reason[language] })),
  ];
  print(session, {
    json: { config, set: imported.set, unmapped, notes, original: exportArgs(config) },
    text: () =>
      [
        formatTable(
          rows,
          [
            { head: heads.setting, cell: ({ field }) => field },
            { head: heads.value, cell: ({ value }) => value },
            { head: heads.leftOut, cell: ({ why }) => why },
          ],
          { hasColour },
        ),
        ...notes.map((note) => note[language]),
      ].join("\n"),
  });
}

/** A word that the shell has cut already, so that it is not cut again. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function read(line: string): ImportedArgs {
  try {
    return importArgs(line);
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message, { exitCode: 2 });
    throw error;
  }
}
