import { setMaxListeners } from "node:events";
import { pruneBatches } from "#server/metrics/batches.ts";
import { type ClaimRun, claimRun } from "#server/runs/claim.ts";
import { makeAdopter } from "./adopt.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { deliverAlerts } from "./deliver-alerts.ts";
import { every } from "./every.ts";
import { makeClockFollower } from "./follow-clock.ts";
import { findGpus } from "./gpus.ts";
import { beat, releaseLock, takeLock } from "./lock.ts";
import { sampleMachine } from "./machine/sample-machine.ts";
import { makeNoticer } from "./notice-alerts.ts";
import { makeOutlaster } from "./outlast-full-disk.ts";
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
  const { db, env, clock = SYSTEM_CLOCK } = world;
  const room = { slots: env.slots, gpus: env.gpus ?? findGpus() };
  const own = takeLock(db, { ...room, now: clock.now() });
  const failed = new AbortController();
  const until = AbortSignal.any([signal, failed.signal]);
  // Every loop listens to it.
  setMaxListeners(0, until);
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
      deliverAlerts(world, until),
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
    const outlast = makeOutlaster();
    for await (const _ of every(BEAT_MS, until)) outlast(() => beat(db, own, { now: clock.now() }));
  }

  async function pruneLoop() {
    const outlast = makeOutlaster();
    for await (const _ of every(PRUNE_MS, until)) outlast(() => pruneBatches(db));
  }

  function rethrow(error: unknown): never {
    failed.abort();
    throw error;
  }
}

async function superviseLoop(world: World, room: ClaimRun, starts: Starts, signal: AbortSignal) {
  const { db, clock = SYSTEM_CLOCK } = world;
  const followClock = makeClockFollower(world);
  const noticeAlerts = makeNoticer(world);
  const outlast = makeOutlaster();
  const claim = () => claimRun(db, { ...room, now: clock.now() });
  for await (const _ of every(LOOK_MS, signal))
    outlast(() => {
      starts.check();
      followClock();
      superviseRuns(world, { outlast });
      noticeAlerts();
      for (let run = claim(); run; run = claim()) starts.begin(run);
    });
}

async function adoptLoop(world: World, signal: AbortSignal) {
  const adoptFolders = makeAdopter(world);
  const outlast = makeOutlaster();
  for await (const _ of every(ADOPT_MS, signal)) outlast(adoptFolders);
}
