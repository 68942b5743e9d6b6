import type { RunRecordRow } from "#server/runs/write.ts";
import { makeDataHasher } from "./origin/hash-run-data.ts";
import { startRun } from "./start-run.ts";
import type { World } from "./world.ts";

export type Starts = ReturnType<typeof makeStarts>;

/** Starts under way, side by side: looking at the code takes as long as its disk does. */
export function makeStarts(world: World, signal: AbortSignal) {
  const running = new Set<Promise<void>>();
  const hasher = makeDataHasher(world);
  let broken: { error: unknown } | null = null;
  return {
    begin(run: RunRecordRow) {
      const start = startRun(world, run, signal)
        .then((isStarted) => {
          if (isStarted) hasher.add(run);
        })
        .catch((error: unknown) => {
          broken ??= { error };
        })
        .finally(() => running.delete(start));
      running.add(start);
    },
    /** Throws what broke a start, once. */
    check() {
      const found = broken;
      broken = null;
      if (found) throw found.error;
    },
    settled: () => Promise.all(running),
    hashData: () => hasher.loop(signal),
  };
}
