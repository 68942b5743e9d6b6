import type { Db, DbOrTx } from "#server/db/open.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "./find.ts";
import { move } from "./move.ts";
import { type RunRow, readRunRow } from "./row.ts";
import { hasEnded } from "./status.ts";
import { writeRun } from "./write.ts";

export type CancelRun = { id: string; now?: boolean; at?: number };

/** Ask a run to stop; a second request, or `now`, asks to kill it. The worker does the killing. A remote run just ends here. */
export function cancelRun(db: Db, { id, now = false, at = Date.now() }: CancelRun): RunRow {
  return db.transaction(
    (tx) => {
      askToStop(tx, { id, now, at });
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}

/** The same in a transaction of somebody's. Throws CONFLICT for a run that has ended. */
export function askToStop(tx: DbOrTx, { id, now = false, at }: CancelRun & { at: number }) {
  const { status, remote } = findRun(tx, id);
  if (hasEnded(status))
    throw new DomainError("CONFLICT", `run ${id} is ${status}; only a run that has not ended can be stopped`);
  if (remote)
    move(tx, id, "cancelled", { endedAt: at, endReason: "given up here; its trainer runs on another machine" });
  else if (status === "queued") move(tx, id, "cancelled", { endedAt: at, endReason: "cancelled before it started" });
  else if (status === "stopping") writeRun(tx, id, { stopNow: true });
  else move(tx, id, "stopping", { stopRequestedAt: at, stopNow: now });
}
