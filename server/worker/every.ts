import { setTimeout as sleep } from "node:timers/promises";

/** Yields at once and then every `ms` milliseconds, until the signal. */
export async function* every(ms: number, signal: AbortSignal): AsyncGenerator<void> {
  while (!signal.aborted) {
    yield;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}
