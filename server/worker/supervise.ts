import { and, eq, inArray } from "drizzle-orm";
import { readConsole } from "#server/artifacts/console.ts";
import { noteGrowth } from "#server/console/times.ts";
import { attempts, runs } from "#server/db/schema.ts";
import { endRun } from "#server/runs/end.ts";
import { findRun } from "#server/runs/find.ts";
import { move } from "#server/runs/move.ts";
import { LIVE_STATUSES } from "#server/runs/status.ts";
import { type RunRecordRow, writeRun } from "#server/runs/write.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { groupOf, type JobState, lookAtJob, signalJob } from "./backends/local.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { graceMs } from "./grace.ts";
import { ingestLog } from "./ingest.ts";
import { killLeftovers } from "./leftovers.ts";
import { makeOutlaster } from "./outlast-full-disk.ts";
import type { World } from "./world.ts";

/** A command that has not recorded its pid after so long never will. */
const START_LIMIT_MS = 30_000;
/** Transactions a look, so that one long backlog does not keep the other runs waiting. */
const CHUNKS_A_LOOK = 4;

/** Look at every run that should live: read its log, stop it when asked, record its end. */
export function superviseRuns(
  world: World,
  { now = (world.clock ?? SYSTEM_CLOCK).now(), outlast = makeOutlaster() } = {},
) {
  const live = world.db
    .select(COLUMNS)
    .from(runs)
    .where(inArray(runs.status, [...LIVE_STATUSES]))
    .all();
  for (const run of live) {
    try {
      outlast(() => superviseRun(world, run, now));
    } catch (error) {
      // A folder that cannot be read must not leave the other runs unattended.
      console.error(`run ${run.id}: ${(error as Error).message}`);
    }
  }
}

const COLUMNS = {
  id: runs.id,
  status: runs.status,
  remote: runs.remote,
  attempt: runs.attempt,
  createdAt: runs.createdAt,
  stopNow: runs.stopNow,
  stopSentAt: runs.stopSentAt,
  killAt: runs.killAt,
};
type LiveRun = Pick<RunRecordRow, keyof typeof COLUMNS>;

function superviseRun(world: World, run: LiveRun, now: number) {
  if (run.remote) return superviseRemote(world, run, now);
  const dir = world.paths.run(run.id);
  const state = lookAtJob(dir, run.attempt);
  try {
    noteGrowth(dir, { attempt: run.attempt, now, isLast: state.phase === "gone" });
  } finally {
    // Where that has no room on the disk, the run must be stopped and buried all the same.
    followJob(world, run, state, now);
  }
}

function followJob(world: World, run: LiveRun, state: JobState, now: number) {
  const { db, paths, env } = world;
  const { id, attempt, status } = run;
  const dir = paths.run(id);
  const retry = { limit: env.retries };
  // The job was looked at before its log is read: then nothing can be written between the last read and the end.
  const hasMore = ingestLog(db, { runId: id, file: runPaths(dir).metrics, maxChunks: CHUNKS_A_LOOK, now });
  if (state.phase === "alive") {
    if (status === "starting") markRunning(world, run);
    else if (status === "stopping") stopRun(world, run, dir, now);
  } else if (state.phase === "gone") {
    if (hasMore) return;
    const { exit, rebooted, endedAt } = state;
    killLeftovers(run, exit && groupOf(dir, attempt));
    // A file's time is ahead of now where the clock was set back since; a pause counted from it would have no end.
    const end = { exit, rebooted, endedAt: Math.min(endedAt, now) };
    endRun(db, { id, ...end, lastWords: lastWords(world, id), retry });
  } else if (now - startOf(world, run) > START_LIMIT_MS) {
    killLeftovers(run);
    endRun(db, { id, exit: null, lastWords: null, endedAt: now, retry });
  }
}

/** Its last sign of life is its start, where no later one is known: that of an earlier attempt would look stalled. */
function markRunning(world: World, run: LiveRun) {
  const startedAt = startOf(world, run);
  world.db.transaction(
    (tx) => {
      const { heartbeatAt } = findRun(tx, run.id);
      move(tx, run.id, "running", { heartbeatAt: Math.max(heartbeatAt ?? 0, startedAt) });
    },
    { behavior: "immediate" },
  );
}

/** Read the log that a trainer elsewhere sends; its end is what its `end` line says. */
function superviseRemote({ db, paths }: World, run: LiveRun, now: number) {
  const { id } = run;
  if (ingestLog(db, { runId: id, file: runPaths(paths.run(id)).metrics, maxChunks: CHUNKS_A_LOOK, now })) return;
  const said = db
    .select({ attempt: attempts.attempt, status: attempts.endStatus, reason: attempts.endReason })
    .from(runs)
    .innerJoin(attempts, and(eq(attempts.runId, runs.id), eq(attempts.attempt, runs.logAttempt)))
    .where(eq(runs.id, id))
    .get();
  if (!said) return; // Nothing was sent yet.
  const { attempt, status, reason } = said;
  if (run.attempt !== attempt) writeRun(db, id, { attempt });
  if (!status) return;
  const ofAttempt = and(eq(attempts.runId, id), eq(attempts.attempt, attempt));
  db.transaction(
    (tx) => {
      tx.update(attempts).set({ endedAt: now }).where(ofAttempt).run();
      move(tx, id, status, { endedAt: now, endReason: reason });
    },
    { behavior: "immediate" },
  );
}

/** SIGTERM once, SIGKILL when the grace is over or at once on request. */
function stopRun(world: World, run: LiveRun, dir: string, now: number) {
  const { db } = world;
  if (run.stopNow || (run.killAt !== null && now >= run.killAt)) {
    signalJob(dir, run.attempt, "SIGKILL");
    killLeftovers(run);
  } else if (run.stopSentAt === null) {
    // Recorded first: a second SIGTERM after a crash here would mean "quit at once" to many programs.
    writeRun(db, run.id, { stopSentAt: now, killAt: now + graceMs(world, run.id) });
    signalJob(dir, run.attempt, "SIGTERM");
    // One that somebody has halted could not save otherwise.
    signalJob(dir, run.attempt, "SIGCONT");
  }
}

function startOf({ db }: World, run: LiveRun): number {
  const row = db
    .select({ startedAt: attempts.startedAt })
    .from(attempts)
    .where(and(eq(attempts.runId, run.id), eq(attempts.attempt, run.attempt)))
    .get();
  return row?.startedAt ?? run.createdAt;
}

function lastWords(world: World, runId: string): string | null {
  const { text } = readConsole(world, { runId, from: -4096 });
  const line = text.split("\n").findLast((each) => each.trim() !== "");
  return line?.trim().slice(0, 300) ?? null;
}
