import type { Session } from "./session.ts";

/** The result of a command: JSON for programs, else what `text` makes of it for people. */
export function print({ stdout, isJson }: Session, { json, text }: { json: unknown; text: () => string }) {
  stdout.write(`${isJson() ? JSON.stringify(json, null, 2) : text()}\n`);
}
