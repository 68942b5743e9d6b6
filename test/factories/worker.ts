import { onTestFinished } from "vitest";
import { runWorker } from "#server/worker/run-worker.ts";
import type { World } from "#server/worker/world.ts";

/** A worker in this process, until the test has finished or ends it. */
export function startWorker(world: World): () => Promise<void> {
  const stop = new AbortController();
  const done = runWorker(world, stop.signal);
  const end = async () => {
    stop.abort();
    await done;
  };
  onTestFinished(end);
  return end;
}
