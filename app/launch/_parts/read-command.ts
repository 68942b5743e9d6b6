import { type ImportedArgs, importArgs } from "#trainer/contract/original/import-args.ts";
import { ConfigError } from "#trainer/contract/overrides.ts";

export type ReadCommand = { state: "empty" } | { state: "wrong"; error: string } | ({ state: "read" } & ImportedArgs);

/** What a pasted command line of the original means; a mistake in it is one sentence. */
export function readCommand(text: string): ReadCommand {
  if (text.trim() === "") return { state: "empty" };
  try {
    return { state: "read", ...importArgs(text) };
  } catch (error) {
    if (error instanceof ConfigError) return { state: "wrong", error: error.message };
    throw error;
  }
}
