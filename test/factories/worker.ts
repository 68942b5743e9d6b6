import { onTestFinished } from "vitest";
import { runWorker } from "#server/worker/run-worker.ts";
import type { World } from "#server/worker/world.ts";

/** A worker in this process, until the test has finished. */
export function startWorker(world: World) {
  const stop = new AbortController();
  const done = runWorker(world, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
}
