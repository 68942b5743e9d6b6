import { and, eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { worker } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { isAlive, ownProcess, type ProcessId } from "./processes.ts";

/** A worker on another machine is known by its heartbeat alone; one from far ahead was written before the clock was set back. */
const SILENT_MS = 10_000;

/** Become the only worker of a database. Throws CONFLICT while another one lives. */
export function takeLock(
  db: Db,
  { slots, gpus = [], now = Date.now() }: { slots: number; gpus?: number[]; now?: number },
): ProcessId {
  const own = ownProcess();
  return db.transaction(
    (tx) => {
      const holder = tx.select().from(worker).get();
      if (holder && holder.pid !== own.pid && lives(holder, own, now))
        throw new DomainError(
          "CONFLICT",
          `a worker is already at work on this data folder (pid ${holder.pid}); only one may be`,
        );
      const row = { pid: own.pid, pidStart: own.start, bootId: own.bootId, heartbeatAt: now, slots, gpus };
      tx.insert(worker)
        .values({ id: 1, ...row })
        .onConflictDoUpdate({ target: worker.id, set: row })
        .run();
      return own;
    },
    { behavior: "immediate" },
  );
}

/** Say that this worker lives. Throws CONFLICT when another one has taken over. */
export function beat(db: Db, own: ProcessId, { now = Date.now() } = {}) {
  const changed = db.update(worker).set({ heartbeatAt: now }).where(isOwn(own)).run().changes;
  if (changed === 0) throw new DomainError("CONFLICT", "another worker has taken over this data folder");
}

export function releaseLock(db: Db, own: ProcessId) {
  db.delete(worker).where(isOwn(own)).run();
}

function lives(holder: typeof worker.$inferSelect, own: ProcessId, now: number): boolean {
  if (holder.bootId !== own.bootId) return Math.abs(now - holder.heartbeatAt) < SILENT_MS;
  return isAlive({ pid: holder.pid, start: holder.pidStart, bootId: holder.bootId });
}

function isOwn({ pid, start, bootId }: ProcessId) {
  return and(eq(worker.pid, pid), eq(worker.pidStart, start), eq(worker.bootId, bootId));
}
