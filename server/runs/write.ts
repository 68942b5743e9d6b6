import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { nextRevision } from "#server/db/revision.ts";
import { runs } from "#server/db/schema.ts";

export type RunRecordRow = typeof runs.$inferSelect;

/** Change a run's row and tell live viewers. Its status is changed by `move` alone. */
export function writeRun(tx: DbOrTx, id: string, changes: Partial<Omit<RunRecordRow, "id" | "status" | "revision">>) {
  return tx
    .update(runs)
    .set({ ...changes, revision: nextRevision(tx) })
    .where(eq(runs.id, id))
    .returning()
    .get();
}
