import type { Env } from "#server/env.ts";
import { type Api, openApi, type Server } from "./connect.ts";
import type { Messages } from "./messages/en.ts";
import { openProgress, type Progress } from "./progress.ts";

/** What every command works with. */
export type Session = {
  api: Api;
  server: Server;
  messages: Messages;
  /** Results for people or, with --json, for programs. */
  stdout: NodeJS.WriteStream;
  isJson(): boolean;
  hasColour: boolean;
  /** Everything else that a person may want to know, on stderr. */
  progress: Progress;
};

export function openSession({
  env: { url, token },
  messages,
  isJson,
}: {
  env: Pick<Env, "url" | "token">;
  messages: Messages;
  isJson: () => boolean;
}): Session {
  const server = { url: url.replace(/\/+$/, ""), token, messages };
  const { stdout, stderr } = process;
  return {
    api: openApi(server),
    server,
    messages,
    stdout,
    isJson,
    hasColour: stdout.isTTY === true && stdout.hasColors(),
    progress: openProgress(stderr),
  };
}
