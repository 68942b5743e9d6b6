import { type Command, Help } from "commander";
import type { Messages } from "./messages/en.ts";
import { textWidth } from "./text-width.ts";

/** Help in the reader's language, aligned also where characters are wide. Call it before commands are added. */
export function speakHelp(program: Command, { help }: Messages): Command {
  const plain = new Help();
  return program
    .helpOption("-h, --help", help.help)
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      displayWidth: textWidth,
      styleTitle: (title) => help.titles[title] ?? title,
      commandUsage: (command) =>
        plain.commandUsage(command).replace("[options]", help.options).replace("[command]", help.command),
      subcommandTerm: (command) => plain.subcommandTerm(command).replace(" [options]", ""),
    });
}
