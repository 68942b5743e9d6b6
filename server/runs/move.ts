import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { nextRevision } from "#server/db/revision.ts";
import { runs } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "./find.ts";
import { MOVES, type RunStatus } from "./status.ts";
import type { RunRecordRow } from "./write.ts";

/** The only function that changes a run's status. Call it in an immediate transaction. */
export function move(
  tx: DbOrTx,
  id: string,
  to: RunStatus,
  changes: Partial<Omit<RunRecordRow, "id" | "status" | "revision">> = {},
): RunRecordRow {
  const { status } = findRun(tx, id);
  if (!MOVES[status].includes(to)) throw new DomainError("CONFLICT", `run ${id} is ${status}; it cannot become ${to}`);
  return tx
    .update(runs)
    .set({ ...changes, status: to, revision: nextRevision(tx) })
    .where(eq(runs.id, id))
    .returning()
    .get();
}
