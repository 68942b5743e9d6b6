import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when the server answers; false when the signal came first. */
export async function untilReady(url: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    try {
      if ((await fetch(`${url}/api/health`, { signal })).ok) return true;
    } catch {
      // Not listening yet.
    }
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
