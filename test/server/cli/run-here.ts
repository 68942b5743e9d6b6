import { Command } from "commander";
import { describeFailure } from "#server/cli/failure.ts";
import { messagesOf } from "#server/cli/messages/messages-of.ts";
import { addCommands } from "#server/cli/program.ts";
import { openSession } from "#server/cli/session.ts";

/** The failure of `vela …args` in this process, which is quicker than a child; null when it does not fail. */
export async function failHere(args: string[], { url }: { url: string }) {
  const messages = messagesOf("en");
  const program = new Command();
  const session = openSession({ env: { url, token: null }, messages, isJson: () => program.opts().json === true });
  try {
    await addCommands(program, session).parseAsync(args, { from: "user" });
    return null;
  } catch (error) {
    return describeFailure(error, messages);
  }
}
