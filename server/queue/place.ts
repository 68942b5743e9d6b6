import { sql } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { runs } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";
import { type RunRow, readRunRow } from "#server/runs/row.ts";
import { writeRun } from "#server/runs/write.ts";
import { QUEUE_ORDER } from "./order.ts";

export type PlaceInQueue = {
  id: string;
  /** The waiting run to stand before; null: at the end. */
  before: string | null;
};

/** Put a waiting run before another, with the priority of those around it. Throws CONFLICT when either does not wait. */
export function placeInQueue(db: Db, { id, before }: PlaceInQueue): RunRow {
  return db.transaction(
    (tx) => {
      for (const each of [id, ...(before === null ? [] : [before])]) {
        const { status } = findRun(tx, each);
        if (status !== "queued")
          throw new DomainError("CONFLICT", `run ${each} is ${status}; only a run that waits has a place in the queue`);
      }
      const waiting = tx
        .select({ id: runs.id, priority: runs.priority, order: runs.queueOrder })
        .from(runs)
        .where(sql`${runs.status} = 'queued' AND ${runs.id} <> ${id}`)
        .orderBy(...QUEUE_ORDER)
        .all();
      if (before !== id) {
        const at = before === null ? waiting.length : waiting.findIndex((run) => run.id === before);
        writeRun(tx, id, between(waiting[at - 1], waiting[at]));
      }
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}

type Place = { priority: number; order: number };
const STEP = 1000;

function between(previous: Place | undefined, next: Place | undefined): { priority: number; queueOrder: number } {
  const { priority } = next ?? previous ?? { priority: 0 };
  const low = previous?.priority === priority ? previous.order : null;
  const high = next?.priority === priority ? next.order : null;
  if (low !== null && high !== null) return { priority, queueOrder: (low + high) / 2 };
  if (high !== null) return { priority, queueOrder: high - STEP };
  return { priority, queueOrder: low === null ? 0 : low + STEP };
}
