import { and, eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { attempts, runs } from "#server/db/schema.ts";
import { isLive } from "#server/runs/status.ts";
import { writeRun } from "#server/runs/write.ts";
import { addBatch } from "./batches.ts";
import { openPointWriter } from "./point-writer.ts";

/** Values by names of SYSTEM_METRICS. */
export type SystemSample = { runId: string; attempt: number; time: number; values: Record<string, number> };

/**
 * Keep what the machine did for a live run; its step is the seconds since the run's first start. Nothing else of the run
 * moves. False, and nothing is kept, when that attempt is not the run's living one.
 */
export function storeSample(db: Db, { runId, attempt, time, values }: SystemSample): boolean {
  return db.transaction(
    (tx) => {
      const run = tx
        .select({ status: runs.status, attempt: runs.attempt, startedAt: runs.startedAt, remote: runs.remote })
        .from(runs)
        .where(eq(runs.id, runId))
        .get();
      if (!run || !isLive(run.status) || run.remote || run.attempt !== attempt || run.startedAt === null) return false;
      const row = and(eq(attempts.runId, runId), eq(attempts.attempt, attempt));
      // The writer would make the attempt; who starts it does that.
      if (!tx.select({ attempt: attempts.attempt }).from(attempts).where(row).get()) return false;
      const writer = openPointWriter(db, runId);
      const step = Math.max(0, Math.round((time - run.startedAt) / 1000));
      writer.add({ attempt, step, time: Math.round(time), values });
      for (const span of writer.flush()) addBatch(db, runId, span, "machine");
      writeRun(tx, runId, {});
      return true;
    },
    { behavior: "immediate" },
  );
}
