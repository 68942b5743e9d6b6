import { Command, CommanderError } from "commander";
import { describeFailure } from "./cli/failure.ts";
import { pickLocale } from "./cli/locale.ts";
import { messagesOf } from "./cli/messages/messages-of.ts";
import { addCommands } from "./cli/program.ts";
import { openSession } from "./cli/session.ts";
import { readEnv } from "./env.ts";

/** `vela <command>`: resolves to the exit code. 0 done, 1 an error, 2 wrong usage. */
async function main(argv: string[]): Promise<number> {
  const messages = messagesOf(pickLocale(argv));
  try {
    const program = new Command();
    const session = openSession({ env: readEnv(), messages, isJson: () => program.opts().json === true });
    addCommands(program, session);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (isClosedPipe(error)) return 0;
    const { sentence, exitCode } = describeFailure(error, messages);
    if (sentence !== null) process.stderr.write(`${sentence}\n`);
    return exitCode;
  }
}

/** The reader of our output has seen enough: `vela metrics … | head`. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

process.stdout.on("error", (error) => {
  if (isClosedPipe(error)) process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
