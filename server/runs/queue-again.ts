import type { DbOrTx } from "#server/db/open.ts";
import { move } from "./move.ts";
import type { RunRecordRow } from "./write.ts";

/** An ended run back into the queue, with nothing left of how it ended but what `changes` keeps. */
export function queueAgain(
  tx: DbOrTx,
  id: string,
  { now, ...changes }: { now: number } & Partial<RunRecordRow>,
): RunRecordRow {
  return move(tx, id, "queued", {
    queuedAt: now,
    queueOrder: now,
    held: false,
    gpus: [],
    notBefore: null,
    resumeStep: null,
    endedAt: null,
    endReason: null,
    exitCode: null,
    exitSignal: null,
    failure: null,
    stopRequestedAt: null,
    stopNow: false,
    stopSentAt: null,
    killAt: null,
    ...changes,
  });
}
