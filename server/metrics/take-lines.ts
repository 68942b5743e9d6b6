import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { and, eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { perConnection } from "#server/db/per-connection.ts";
import { attempts } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { move } from "#server/runs/move.ts";
import { hasEnded, type RunStatus } from "#server/runs/status.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

export type TakeLines = {
  runId: string;
  /** Where the bytes lie in the sender's log; without it they are put at the end, and are doubled when sent again. */
  from?: number;
  bytes: Buffer;
};

/**
 * Bytes of a remote trainer's log onto the end of ours, from where the worker takes them into the database as it does
 * those of a local run. `from` makes it safe to send again: what is there already is passed over. Returns the log's size,
 * the next `from`. @throws NOT_FOUND, BAD_REQUEST, and CONFLICT with `size` when bytes in between are missing
 */
export function takeLines({ db, paths }: Client, { runId, from, bytes }: TakeLines): { size: number } {
  const run = findReceiver(db.$client).get(runId);
  if (!run) throw new DomainError("NOT_FOUND", `no run ${runId}; register it first (runs.register)`);
  if (!run.remote)
    throw new DomainError("CONFLICT", `run ${runId} is trained on this machine; its log is its own trainer's alone`);
  if (from === undefined && bytes.length > 0 && bytes.at(-1) !== NEWLINE)
    throw new DomainError("BAD_REQUEST", "expected whole lines where no from is given, found one without its end");
  const file = openSync(runPaths(paths.run(runId)).metrics, "a");
  try {
    const { size } = fstatSync(file);
    const at = from ?? size;
    if (at > size)
      throw new DomainError("CONFLICT", `expected bytes from ${size} on, found bytes from ${at} on`, { size });
    let end = size;
    for (let sent = size - at; sent < bytes.length; ) {
      const written = writeSync(file, bytes, sent);
      sent += written;
      end += written;
    }
    if (hasEnded(run.status) && end > size) reopen(db, runId);
    return { size: end };
  } finally {
    closeSync(file);
  }
}

const NEWLINE = 10;

/** Not `findRun`: thousands of requests a second need no config. */
const findReceiver = perConnection((sqlite) =>
  sqlite.prepare<[string], { status: RunStatus; remote: number }>("SELECT status, remote FROM runs WHERE id = ?"),
);

/** A trainer that was thought to be at its end goes on. */
function reopen(db: Client["db"], runId: string) {
  db.transaction(
    (tx) => {
      const { logAttempt } = move(tx, runId, "running", { endedAt: null, endReason: null });
      // What its last line said was not the end after all; a new `end` line says so again.
      tx.update(attempts)
        .set({ endStatus: null, endReason: null, endedAt: null })
        .where(and(eq(attempts.runId, runId), eq(attempts.attempt, logAttempt)))
        .run();
    },
    { behavior: "immediate" },
  );
}
