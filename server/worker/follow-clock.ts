import { and, eq, gt, inArray, isNotNull } from "drizzle-orm";
import type { Db, DbOrTx } from "#server/db/open.ts";
import { attempts, runs } from "#server/db/schema.ts";
import { MAX_PAUSE_MS } from "#server/runs/retry.ts";
import { LIVE_STATUSES } from "#server/runs/status.ts";
import { writeRun } from "#server/runs/write.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { graceMs } from "./grace.ts";
import type { World } from "./world.ts";

/** Less is how a clock is set right bit by bit. */
const JUMP_MS = 1_000;

/**
 * A watch over the machine's clock. Where it jumps, the times that a decision hangs on jump with it: when a run is to be
 * killed or tried again, when it last said something. So no pause is cut short, none is endless, and nothing looks stalled.
 */
export function makeClockFollower(world: World): () => void {
  const { db, clock = SYSTEM_CLOCK } = world;
  boundTimes(world, clock.now());
  let offset = clock.now() - clock.steadyMs();
  return () => {
    const now = clock.now();
    const jump = Math.round(now - clock.steadyMs() - offset);
    if (Math.abs(jump) < JUMP_MS) return;
    moveTimes(db, { jump, now });
    offset += jump;
  };
}

function moveTimes(db: Db, { jump, now }: { jump: number; now: number }) {
  db.transaction(
    (tx) => {
      for (const { id, killAt, heartbeatAt, status, attempt } of localRuns(tx)) {
        const seen = heartbeatAt === null ? null : Math.min(heartbeatAt + jump, now);
        writeRun(tx, id, { killAt: killAt === null ? null : killAt + jump, heartbeatAt: seen });
        if (status !== "starting") continue;
        const row = and(eq(attempts.runId, id), eq(attempts.attempt, attempt));
        const begun = tx.select({ at: attempts.startedAt }).from(attempts).where(row).get();
        if (begun)
          tx.update(attempts)
            .set({ startedAt: begun.at + jump })
            .where(row)
            .run();
      }
      for (const { id, notBefore } of retries(tx)) writeRun(tx, id, { notBefore: notBefore! + jump });
    },
    { behavior: "immediate" },
  );
}

/** The clock may have been set back while no worker looked: nothing may lie further ahead than it can have been meant. */
function boundTimes(world: World, now: number) {
  world.db.transaction(
    (tx) => {
      for (const { id, killAt, heartbeatAt } of localRuns(tx)) {
        const latest = now + graceMs(world, id);
        if (killAt !== null && killAt > latest) writeRun(tx, id, { killAt: latest });
        if (heartbeatAt !== null && heartbeatAt > now) writeRun(tx, id, { heartbeatAt: now });
      }
      for (const { id } of retries(tx, now + MAX_PAUSE_MS)) writeRun(tx, id, { notBefore: now + MAX_PAUSE_MS });
    },
    { behavior: "immediate" },
  );
}

/** A remote run's times are those of another machine's clock. */
function localRuns(tx: DbOrTx) {
  const { id, status, attempt, killAt, heartbeatAt } = runs;
  return tx
    .select({ id, status, attempt, killAt, heartbeatAt })
    .from(runs)
    .where(and(inArray(status, [...LIVE_STATUSES]), eq(runs.remote, false)))
    .all();
}

function retries(tx: DbOrTx, after = Number.NEGATIVE_INFINITY) {
  return tx
    .select({ id: runs.id, notBefore: runs.notBefore })
    .from(runs)
    .where(and(eq(runs.status, "queued"), isNotNull(runs.failure), gt(runs.notBefore, after)))
    .all();
}
