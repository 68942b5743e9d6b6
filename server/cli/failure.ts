import { TRPCClientError } from "@trpc/client";
import { CommanderError } from "commander";
import { CliError, UnreachableError } from "./cli-error.ts";
import type { Messages } from "./messages/en.ts";
import { usageSentence } from "./usage-sentence.ts";

/** Any error as one sentence and an exit code; null where commander has printed the help already. */
export function describeFailure(error: unknown, messages: Messages): { sentence: string | null; exitCode: number } {
  const cause = unwrap(error);
  if (cause instanceof CommanderError)
    return { sentence: cause.code === "commander.help" ? null : usageSentence(cause, messages), exitCode: 2 };
  const exitCode = cause instanceof CliError ? cause.exitCode : 1;
  const sentence = (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!;
  return { sentence, exitCode };
}

/** Whether an error says that nobody answered. */
export function isUnreachable(error: unknown): boolean {
  return unwrap(error) instanceof UnreachableError;
}

/** Whether the server answered that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.code === "NOT_FOUND";
}

/** The tRPC client wraps what its fetch threw. */
function unwrap(error: unknown): unknown {
  return error instanceof TRPCClientError && error.cause instanceof CliError ? error.cause : error;
}
