import type { Db } from "#server/db/open.ts";
import { perConnection } from "#server/db/per-connection.ts";

/** How far a run's log is in the database, and what its next line rests on. */
export type LogPosition = {
  /** Bytes, and the file that they came from. */
  offset: number;
  inode: string | null;
  /** Attempt that the next line belongs to. */
  attempt: number;
  step: number;
  heartbeatAt: number | null;
  badLines: number;
  skippedLines: number;
};

export function readPosition(db: Db, runId: string): LogPosition | undefined {
  return statements(db.$client).read.get(runId);
}

/** Keep the position and tell live viewers. Use it in the transaction that keeps what was read. */
export function writePosition(db: Db, runId: string, position: LogPosition) {
  const { bump, write } = statements(db.$client);
  write.run({ ...position, runId, revision: bump.get()! });
}

// A hundred live runs do this ten times a second: prepared once, and of a run's row only what it takes.
const statements = perConnection((sqlite) => ({
  read: sqlite.prepare<[string], LogPosition>(
    `SELECT log_offset AS offset, log_inode AS inode, log_attempt AS attempt, step, heartbeat_at AS heartbeatAt,
       bad_lines AS badLines, skipped_lines AS skippedLines
     FROM runs WHERE id = ?`,
  ),
  bump: sqlite
    .prepare<[], number>(
      "INSERT INTO revisions (id, value) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET value = value + 1 RETURNING value",
    )
    .pluck(),
  write: sqlite.prepare(
    `UPDATE runs SET log_offset = @offset, log_inode = @inode, log_attempt = @attempt, step = @step,
       heartbeat_at = @heartbeatAt, bad_lines = @badLines, skipped_lines = @skippedLines, revision = @revision
     WHERE id = @runId`,
  ),
}));
