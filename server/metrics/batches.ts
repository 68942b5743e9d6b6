import type { Db } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";
import type { Span } from "./point-writer.ts";

/** One transaction of points: which steps of which attempt it touched, those of the log or those of the machine. */
export type Batch = { seq: number; runId: string; source: Source } & Span;
/** Steps of the machine's metrics are seconds: the two must not become one range. */
export type Source = "log" | "machine";

/** So many are kept, some hours of a busy lab; a viewer that was away for longer asks for everything anew. */
export const BATCHES_KEPT = 200_000;

export function addBatch(db: Db, runId: string, span: Span, source: Source = "log") {
  // A batch of the machine has its attempt below zero.
  statements(db.$client).add.run({ ...span, runId, attempt: source === "log" ? span.attempt : -span.attempt });
}

/** At most `limit` batches after one, in order. */
export function batchesAfter(db: Db, seq: number, limit: number): Batch[] {
  return statements(db.$client).after.all(seq, limit);
}

/** The number of the newest batch that ever was; 0 before the first. */
export function newestBatch(db: Db): number {
  return statements(db.$client).newest.get() ?? 0;
}

/** Whether all that came after a batch is still known: it is none that is forgotten, nor of another database's count. */
export function canFollow(db: Db, seq: number): boolean {
  const newest = newestBatch(db);
  const oldest = statements(db.$client).oldest.get() ?? newest + 1;
  return seq >= oldest - 1 && seq <= newest;
}

/** Forget batches but the newest, at most `limit` at once. Returns how many. */
export function pruneBatches(db: Db, { keep = BATCHES_KEPT, limit = 10_000 } = {}): number {
  const { oldest, prune } = statements(db.$client);
  const first = oldest.get();
  if (first === undefined) return 0;
  return prune.run(Math.min(newestBatch(db) - keep + 1, first + limit)).changes;
}

const statements = perConnection((sqlite) => ({
  add: sqlite.prepare(
    "INSERT INTO batches (run_id, attempt, from_step, to_step) VALUES (@runId, @attempt, @fromStep, @toStep)",
  ),
  after: sqlite.prepare<[number, number], Batch>(
    `SELECT seq, run_id AS runId, abs(attempt) AS attempt, iif(attempt < 0, 'machine', 'log') AS source,
       from_step AS fromStep, to_step AS toStep
     FROM batches WHERE seq > ? ORDER BY seq LIMIT ?`,
  ),
  oldest: sqlite.prepare<[], number>("SELECT seq FROM batches ORDER BY seq LIMIT 1").pluck(),
  newest: sqlite.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'batches'").pluck(),
  prune: sqlite.prepare<[number]>("DELETE FROM batches WHERE seq < ?"),
}));
