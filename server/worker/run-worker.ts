import { pruneBatches } from "#server/metrics/batches.ts";
import { type ClaimRun, claimRun } from "#server/runs/claim.ts";
import { makeAdopter } from "./adopt.ts";
import { every } from "./every.ts";
import { findGpus } from "./gpus.ts";
import { beat, releaseLock, takeLock } from "./lock.ts";
import { sampleMachine } from "./machine/sample-machine.ts";
import { reconcile } from "./reconcile.ts";
import { runJobs } from "./run-jobs.ts";
import { makeStarts, type Starts } from "./starts.ts";
import { applyStopRules } from "./stop-rules.ts";
import { superviseRuns } from "./supervise.ts";
import type { World } from "./world.ts";

const LOOK_MS = 100;
const ADOPT_MS = 2_000;
const BEAT_MS = 1_000;
/** With what one pruning forgets at most, twice the batches that a hundred live runs make. */
const PRUNE_MS = 10_000;

/** The worker until the signal. Runs go on without it. Throws CONFLICT when another worker lives. */
export async function runWorker(world: World, signal: AbortSignal) {
  const { db, env } = world;
  const room = { slots: env.slots, gpus: env.gpus ?? findGpus() };
  const own = takeLock(db, room);
  const failed = new AbortController();
  const until = AbortSignal.any([signal, failed.signal]);
  const starts = makeStarts(world, until);
  try {
    reconcile(world, starts);
    const loops = [
      superviseLoop(world, room, starts, until),
      starts.hashData(),
      adoptLoop(world, until),
      runJobs(world, until),
      sampleMachine(world, until),
      applyStopRules(world, until),
      beatLoop(),
      pruneLoop(),
    ];
    // One loop that breaks ends the others, and then the worker, so that it can be started again.
    await Promise.all(loops.map((loop) => loop.catch(rethrow)));
  } finally {
    await starts.settled();
    releaseLock(db, own);
  }

  async function beatLoop() {
    for await (const _ of every(BEAT_MS, until)) beat(db, own);
  }

  async function pruneLoop() {
    for await (const _ of every(PRUNE_MS, until)) pruneBatches(db);
  }

  function rethrow(error: unknown): never {
    failed.abort();
    throw error;
  }
}

async function superviseLoop(world: World, room: ClaimRun, starts: Starts, signal: AbortSignal) {
  for await (const _ of every(LOOK_MS, signal)) {
    starts.check();
    superviseRuns(world);
    for (let run = claimRun(world.db, room); run; run = claimRun(world.db, room)) starts.begin(run);
  }
}

async function adoptLoop(world: World, signal: AbortSignal) {
  const adoptFolders = makeAdopter(world);
  for await (const _ of every(ADOPT_MS, signal)) adoptFolders();
}
