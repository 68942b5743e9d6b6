import { setTimeout as sleep } from "node:timers/promises";

/** Look again and again until a condition holds. The runner's own limit ends a wait that never does. */
export async function until<T>(look: () => T | Promise<T>): Promise<Exclude<T, false | null | undefined>> {
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<T, false | null | undefined>;
    await sleep(10);
  }
}
