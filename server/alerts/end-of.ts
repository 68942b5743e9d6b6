import type { DbOrTx } from "#server/db/open.ts";
import type { RunStatus } from "#server/runs/status.ts";
import type { AlertEvent, News } from "./alert.ts";
import { alertedRun } from "./alerted-run.ts";
import type { ChangedRun } from "./notice.ts";
import { runSentence } from "./sentence.ts";

/** A folder of an old run that is found today is no news; a run that ended while nothing here ran over a holiday is. */
const NEWS_MS = 7 * 24 * 3_600_000;

const EVENT_OF: Partial<Record<RunStatus, AlertEvent>> = {
  finished: "run.finished",
  failed: "run.failed",
  lost: "run.lost",
  preempted: "run.preempted",
};

/** The end of an attempt that stays its run's end. */
export function endOf(db: DbOrTx, { id, status, attempt, endedAt, endReason }: ChangedRun, now: number): News[] {
  const event = EVENT_OF[status];
  if (!event || (endedAt !== null && now - endedAt > NEWS_MS)) return [];
  const write = () => {
    const run = alertedRun(db, id);
    return { event, at: endedAt ?? now, text: runSentence(event, run, endReason), run };
  };
  return [{ key: `${event}/${id}/${attempt}`, write }];
}
