import { setTimeout as sleep } from "node:timers/promises";
import { and, gt, inArray } from "drizzle-orm";
import { alertsAfter, type LiveAlert, newestAlertId } from "#server/alerts/after.ts";
import type { Db } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";
import { currentRevision } from "#server/db/revision.ts";
import { removedRuns, runs } from "#server/db/schema.ts";
import { type RunRow, readRunRows } from "#server/runs/row.ts";
import { canFollow, newestBatch } from "./batches.ts";
import { type LivePoints, readNewPoints } from "./new-points.ts";

export type LiveBatch = {
  kind: "batch";
  /** The cursor was too old, or another database's: what came after it is not all here, so ask for everything anew. */
  mustReset: boolean;
  runs: RunRow[];
  points: LivePoints[];
  removed: string[];
  /** What people may want to be told of, whatever runs are watched. */
  alerts: LiveAlert[];
};
export type WatchLive = { runIds?: string[]; keys?: string[]; lastEventId?: string | null };

const POLL_MS = 100;

/** What changes from now on, or from a cursor on, each with its cursor; the first item comes at once. */
export async function* watchLive(db: Db, input: WatchLive, signal?: AbortSignal): AsyncGenerator<[string, LiveBatch]> {
  let cursor = input.lastEventId ? parseCursor(input.lastEventId) : newestCursor(db);
  let seen: string | null = null;
  let isFirst = true;
  while (!signal?.aborted) {
    if (dataVersion(db) !== seen) {
      const { batch, next, at, hasMore } = look(db, input, cursor);
      seen = hasMore ? null : at;
      if (isFirst || !isEmpty(batch)) yield [formatCursor(next), batch];
      cursor = next;
      isFirst = false;
      if (hasMore) continue;
    }
    // All viewers look at the same moments, so that they can share what they see.
    await sleep(POLL_MS - (performance.now() % POLL_MS), undefined, { signal }).catch(() => undefined);
  }
}

type Cursor = { points: number; revision: number; alerts: number };
/** What came after a cursor, where to go on from, whether at once, and the version of the database that was looked at. */
type Look = { batch: LiveBatch; next: Cursor; hasMore: boolean; at: string };

/** One look for all viewers that ask for the same from the same cursor, as the open pages of a lab do. */
function look(db: Db, input: WatchLive, cursor: Cursor): Look {
  const shared = looks(db.$client);
  const moment = Math.floor(performance.now() / POLL_MS);
  if (shared.moment !== moment) shared.taken.clear();
  shared.moment = moment;
  const place = JSON.stringify([input.runIds, input.keys, cursor]);
  // What was written since another viewer looked is seen at the next moment.
  const taken = shared.taken.get(place) ?? { at: dataVersion(db), ...readChanges(db, input, cursor) };
  shared.taken.set(place, taken);
  return taken;
}

const looks = perConnection(() => ({ moment: 0, taken: new Map<string, Look>() }));

function readChanges(db: Db, { runIds, keys }: WatchLive, cursor: Cursor): Omit<Look, "at"> {
  return db.transaction((tx) => {
    const revision = currentRevision(tx);
    // At every look: a viewer that takes its items slowly falls behind while it is connected.
    const mustReset = !canFollow(db, cursor.points) || cursor.revision > revision;
    const from = mustReset ? newestCursor(db) : cursor;
    const changed = gt(runs.revision, from.revision);
    const rows =
      revision === from.revision
        ? []
        : readRunRows(tx, { where: runIds ? and(changed, inArray(runs.id, runIds)) : changed });
    const alerts = alertsAfter(tx, from.alerts);
    const removed = tx.select().from(removedRuns).where(gt(removedRuns.revision, from.revision)).all();
    const { points, last, hasMore } = readNewPoints(db, { after: from.points, runIds, keys });
    return {
      batch: { kind: "batch", mustReset, runs: rows, points, removed: removed.map(({ id }) => id), alerts },
      next: { points: last, revision, alerts: alerts.at(-1)?.id ?? from.alerts },
      hasMore,
    };
  });
}

/** Moves with every write: data_version sees other connections' writes alone, total_changes our own. */
function dataVersion(db: Db): string {
  const others = db.$client.pragma("data_version", { simple: true });
  return `${others} ${ownChanges(db.$client).get()}`;
}

const ownChanges = perConnection((sqlite) => sqlite.prepare<[], number>("SELECT total_changes()").pluck());

function isEmpty({ mustReset, runs, points, removed, alerts }: LiveBatch): boolean {
  return !mustReset && runs.length + points.length + removed.length + alerts.length === 0;
}

function formatCursor({ points, revision, alerts }: Cursor): string {
  return `p:${points},r:${revision},a:${alerts}`;
}

/** Text that is no cursor becomes one that nothing can be followed from. */
function parseCursor(text: string): Cursor {
  const match = /^p:(\d+),r:(\d+),a:(\d+)$/.exec(text);
  if (!match) return { points: -1, revision: 0, alerts: 0 };
  return { points: Number(match[1]), revision: Number(match[2]), alerts: Number(match[3]) };
}

function newestCursor(db: Db): Cursor {
  return { points: newestBatch(db), revision: currentRevision(db), alerts: newestAlertId(db) };
}
