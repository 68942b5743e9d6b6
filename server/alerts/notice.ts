import { and, eq, gt, inArray, sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { currentRevision } from "#server/db/revision.ts";
import { alertCursor, runs } from "#server/db/schema.ts";
import { readPause } from "#server/queue/pause.ts";
import { type DiskSpace, isDiskLow } from "#server/system/disk.ts";
import type { Alert, MetricRule, News } from "./alert.ts";
import { alertedRun } from "./alerted-run.ts";
import { crossedLines } from "./crossed-lines.ts";
import { endOf } from "./end-of.ts";
import { isKnownAlert, newestAlert } from "./known.ts";
import { notFinite } from "./not-finite.ts";
import { diskSentence, queueSentence, runSentence } from "./sentence.ts";

/** As the pages show it: alive, and silent for so long. */
const STALLED_MS = 10 * 60_000;
/** A disk at the very limit is told of once in a while, not with every file. */
const DISK_AGAIN_MS = 3_600_000;

export type NoticeAlerts = {
  rules: readonly MetricRule[];
  disk: DiskSpace;
  /** When the log of a run was last written to; null: not known. */
  lastWrite(runId: string): number | null;
  now: number;
};

/**
 * What has happened since the last look and was not told of yet. The first look of all only remembers where it stands.
 * What was tried again by itself is no news, nor what a person or a sweep has stopped.
 */
export function noticeAlerts(tx: DbOrTx, { rules, disk, lastWrite, now }: NoticeAlerts): Alert[] {
  const seen = tx.select().from(alertCursor).get()?.revision;
  const revision = currentRevision(tx);
  if (seen !== revision) remember(tx, revision);
  if (seen === undefined) return [];
  const changed = seen === revision ? [] : changedRuns(tx, seen);
  const found = [
    ...changed.flatMap((run) => endOf(tx, run, now)),
    ...changed.flatMap((run) => notFinite(tx, run, now)),
    ...changed.flatMap((run) => crossedLines(tx, run, { rules, now })),
    ...stalls(tx, lastWrite, now),
    ...diskNews(tx, disk, now),
    ...queueNews(tx),
  ];
  // Two rules may say the same.
  const byKey = new Map(found.map((news) => [news.key, news]));
  const fresh = [...byKey.values()].filter(({ key }) => !isKnownAlert(tx, key));
  return fresh.map(({ key, write }) => ({ key, ...write() }));
}

function remember(tx: DbOrTx, revision: number) {
  tx.insert(alertCursor)
    .values({ id: 1, revision })
    .onConflictDoUpdate({ target: alertCursor.id, set: { revision } })
    .run();
}

function changedRuns(tx: DbOrTx, after: number) {
  return tx.select(CHANGED).from(runs).where(gt(runs.revision, after)).all();
}

const CHANGED = {
  id: runs.id,
  status: runs.status,
  attempt: runs.attempt,
  endedAt: runs.endedAt,
  endReason: runs.endReason,
};
export type ChangedRun = ReturnType<typeof changedRuns>[number];

/** Runs that went silent, and those that go on after they were told of. */
function stalls(tx: DbOrTx, lastWrite: NoticeAlerts["lastWrite"], now: number): News[] {
  const live = tx
    .select({ id: runs.id, heartbeatAt: runs.heartbeatAt })
    .from(runs)
    .where(and(eq(runs.status, "running"), sql`${runs.heartbeatAt} IS NOT NULL`))
    .all();
  return live.flatMap(({ id, heartbeatAt }) => {
    const last = newestAlert(tx, ["run.stalled", "run.recovered"], id);
    const isSilent = now - heartbeatAt! > STALLED_MS;
    // After an outage of ours the log is ahead of what was read of it; a time to come was written by another clock.
    const wroteAt = isSilent ? lastWrite(id) : null;
    const isStalled = isSilent && (wroteAt === null || wroteAt > now || now - wroteAt > STALLED_MS);
    if (isStalled === (last?.event === "run.stalled")) return [];
    const event = isStalled ? "run.stalled" : "run.recovered";
    const write = () => {
      const run = alertedRun(tx, id);
      return { event, at: now, text: runSentence(event, run, null), run } as const;
    };
    return [{ key: `${event}/${id}/${heartbeatAt}`, write }];
  });
}

function diskNews(tx: DbOrTx, disk: DiskSpace, now: number): News[] {
  const last = newestAlert(tx, ["disk.low", "disk.freed"]);
  const isLow = isDiskLow(disk);
  if (isLow === (last?.event === "disk.low")) return [];
  if (isLow && last && now - last.at < DISK_AGAIN_MS) return [];
  const event = isLow ? "disk.low" : "disk.freed";
  const write = () => ({ event, at: now, text: diskSentence(event, disk.freeBytes), run: null }) as const;
  return [{ key: `${event}/${now}`, write }];
}

function queueNews(tx: DbOrTx): News[] {
  const pause = readPause(tx);
  if (pause?.by !== "breaker") return [];
  const { at, failedRuns } = pause;
  const write = () => {
    const named = tx.select({ name: runs.name }).from(runs).where(inArray(runs.id, failedRuns)).all();
    return { event: "queue.paused", at, text: queueSentence(named.map(({ name }) => name)), run: null } as const;
  };
  return [{ key: `queue.paused/${at}`, write }];
}
