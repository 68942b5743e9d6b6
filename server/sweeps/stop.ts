import { and, eq, inArray } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { runs, sweeps } from "#server/db/schema.ts";
import { askToStop } from "#server/runs/cancel.ts";
import { findSweep } from "./get.ts";
import { readSweepRow, type SweepRow } from "./row.ts";

/** Start no more of a sweep's runs, and ask those that live to stop. A second time it does no more than the first. */
export function stopSweep(db: Db, { id, now = Date.now() }: { id: string; now?: number }): SweepRow {
  return db.transaction(
    (tx) => {
      const { stoppedAt } = findSweep(tx, id);
      if (stoppedAt === null) tx.update(sweeps).set({ stoppedAt: now }).where(eq(sweeps.id, id)).run();
      // One that is stopping is left alone: asked again it would be killed.
      const open = and(eq(runs.sweepId, id), inArray(runs.status, ["queued", "starting", "running"]));
      for (const run of tx.select({ id: runs.id }).from(runs).where(open).all()) askToStop(tx, { id: run.id, at: now });
      return readSweepRow(tx, id);
    },
    { behavior: "immediate" },
  );
}
