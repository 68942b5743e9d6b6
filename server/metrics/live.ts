import { setTimeout as sleep } from "node:timers/promises";
import { and, gt, inArray } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
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
};
export type WatchLive = { runIds?: string[]; keys?: string[]; lastEventId?: string | null };

const POLL_MS = 150;

/** What changes from now on, or from a cursor on, each with its cursor; the first item comes at once. */
export async function* watchLive(db: Db, input: WatchLive, signal?: AbortSignal): AsyncGenerator<[string, LiveBatch]> {
  const asked = parseCursor(input.lastEventId);
  const follows = asked !== null && canFollow(db, asked.points) && asked.revision <= currentRevision(db);
  let cursor = follows ? asked : { points: newestBatch(db), revision: currentRevision(db) };
  let seen: string | null = null;
  let isFirst = true;
  while (!signal?.aborted) {
    const version = dataVersion(db);
    if (version !== seen) {
      seen = version;
      const { batch, next } = readChanges(db, input, cursor);
      const mustReset = isFirst && asked !== null && !follows;
      if (isFirst || !isEmpty(batch)) yield [formatCursor(next), { ...batch, mustReset }];
      // A full page may have left more behind.
      if (next.points !== cursor.points) seen = null;
      cursor = next;
      isFirst = false;
      if (seen === null) continue;
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

type Cursor = { points: number; revision: number };

function readChanges(db: Db, { runIds, keys }: WatchLive, cursor: Cursor) {
  return db.transaction((tx) => {
    const revision = currentRevision(tx);
    const changed = gt(runs.revision, cursor.revision);
    const rows =
      revision === cursor.revision
        ? []
        : readRunRows(tx, { where: runIds ? and(changed, inArray(runs.id, runIds)) : changed });
    const removed = tx.select().from(removedRuns).where(gt(removedRuns.revision, cursor.revision)).all();
    const { points, last } = readNewPoints(db, { after: cursor.points, runIds, keys });
    return {
      batch: { kind: "batch" as const, runs: rows, points, removed: removed.map(({ id }) => id) },
      next: { points: last, revision },
    };
  });
}

/** Moves with every write: data_version sees other connections' writes alone, total_changes our own. */
function dataVersion(db: Db): string {
  const others = db.$client.pragma("data_version", { simple: true });
  const own = db.$client.prepare("SELECT total_changes()").pluck().get();
  return `${others} ${own}`;
}

function isEmpty({ runs, points, removed }: Omit<LiveBatch, "mustReset">): boolean {
  return runs.length + points.length + removed.length === 0;
}

function formatCursor({ points, revision }: Cursor): string {
  return `p:${points},r:${revision}`;
}

function parseCursor(text: string | null | undefined): Cursor | null {
  const match = /^p:(\d+),r:(\d+)$/.exec(text ?? "");
  return match ? { points: Number(match[1]), revision: Number(match[2]) } : null;
}
