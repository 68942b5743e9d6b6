import { setTimeout as sleep } from "node:timers/promises";
import { isUnreachable } from "./failure.ts";
import type { Session } from "./session.ts";

const PATIENCE_MS = 60_000;
export const POLL_MS = 500;

/** Ask again and again while nobody answers, for a minute: the server may be starting anew. */
export async function askPatiently<T>({ progress, messages }: Session, ask: () => Promise<T>): Promise<T> {
  for (let goneSince: number | null = null; ; await sleep(POLL_MS)) {
    try {
      return await ask();
    } catch (error) {
      goneSince ??= Date.now();
      if (!isUnreachable(error) || Date.now() - goneSince > PATIENCE_MS) throw error;
      progress.show(messages.serverGone, "server gone");
    }
  }
}
