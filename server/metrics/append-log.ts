import { and, count, eq, sql } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { attempts, badLines, checkpoints, notes } from "#server/db/schema.ts";
import { writeRun } from "#server/runs/write.ts";
import type { LogLine } from "#trainer/contract/log.ts";
import { addBatch } from "./batches.ts";
import { type LogChunk, readLines } from "./log-chunk.ts";
import { type LogPosition, readPosition, writePosition } from "./log-position.ts";
import { openPointWriter, type PointWriter } from "./point-writer.ts";

const BAD_LINES_KEPT = 20;

export type AppendLog = {
  runId: string;
  inode: string;
  chunk: LogChunk;
  /** No line is a later sign of life: one from before the clock was set back would be ahead for as long as that. */
  now?: number | undefined;
};

/**
 * Take a chunk of a run's log into the database, with the offset after it, in one transaction.
 * Returns false, and writes nothing, when the chunk does not start where the database stands.
 */
export function appendLog(db: Db, { runId, inode, chunk, now = Date.now() }: AppendLog): boolean {
  return db.$client
    .transaction(() => {
      const position = readPosition(db, runId);
      if (!position || position.offset !== chunk.from || (position.inode ?? inode) !== inode) return false;
      const writer = openPointWriter(db, runId);
      const bad: BadLine[] = [];
      for (const read of readLines(chunk))
        if (read.kind === "line") applyLine(db, { runId, position, writer, offset: read.offset, line: read.line, now });
        else if (read.kind === "bad") bad.push(read);
        else position.skippedLines++;
      for (const span of writer.flush()) addBatch(db, runId, span);
      keepBadLines(db, runId, bad);
      writePosition(db, runId, { ...position, offset: chunk.to, inode, badLines: position.badLines + bad.length });
      return true;
    })
    .immediate();
}

/** Forget how far a log was read: its file was replaced or cut. What is stored stays; reading again is harmless. */
export function rewindLog(db: Db, { runId, inode }: { runId: string; inode: string }) {
  db.$client
    .transaction(() => {
      db.delete(badLines).where(eq(badLines.runId, runId)).run();
      writeRun(db, runId, { logOffset: 0, logInode: inode, logAttempt: 1, badLines: 0, skippedLines: 0 });
    })
    .immediate();
}

type Line = { runId: string; position: LogPosition; writer: PointWriter; offset: number; line: LogLine; now: number };

/** Keep what a line says; `position` moves with it. */
function applyLine(db: Db, { runId, position, writer, offset, line, now }: Line) {
  const time = Math.round(line.time);
  position.heartbeatAt = Math.max(position.heartbeatAt ?? 0, Math.min(time, now));
  switch (line.kind) {
    case "start":
      position.attempt = line.attempt;
      position.step = line.step;
      startAttempt(db, { runId, attempt: line.attempt, step: line.step, time });
      if (line.attempt > 1) writer.recountAll();
      return;
    case "metric":
    case "eval":
      position.step = Math.max(position.step, line.step);
      writer.add({ attempt: position.attempt, step: line.step, time, values: line.values });
      return;
    case "checkpoint":
      keepCheckpoint(db, { runId, time, line });
      return;
    case "note":
      db.insert(notes)
        .values({
          runId,
          step: line.step,
          text: line.text,
          createdAt: time,
          updatedAt: time,
          logOffset: offset,
        })
        .onConflictDoNothing()
        .run();
      return;
    case "end":
      db.update(attempts)
        .set({ endStatus: line.status, endReason: line.reason })
        .where(and(eq(attempts.runId, runId), eq(attempts.attempt, position.attempt)))
        .run();
      return;
    case "media": // Lies in the run's folder, where the artifacts are listed from.
      return;
  }
}

/** The log says where an attempt started; what an earlier reading of its end said no longer holds. */
function startAttempt(
  db: Db,
  { runId, attempt, step, time }: { runId: string; attempt: number; step: number; time: number },
) {
  db.insert(attempts)
    .values({ runId, attempt, step, startedAt: time })
    .onConflictDoUpdate({ target: [attempts.runId, attempts.attempt], set: { step, endStatus: null, endReason: null } })
    .run();
}

type CheckpointLine = Extract<LogLine, { kind: "checkpoint" }>;

function keepCheckpoint(db: Db, { runId, time, line }: { runId: string; time: number; line: CheckpointLine }) {
  const { step, path, bytes, metrics } = line;
  db.insert(checkpoints)
    .values({ runId, step, path, bytes, time, metrics })
    .onConflictDoUpdate({
      target: [checkpoints.runId, checkpoints.step],
      set: { path, bytes, time, metrics: sql`excluded.metrics` },
    })
    .run();
}

type BadLine = { offset: number; why: string; text: string };

function keepBadLines(db: Db, runId: string, bad: BadLine[]) {
  if (bad.length === 0) return;
  const kept = db.select({ count: count() }).from(badLines).where(eq(badLines.runId, runId)).get()?.count ?? 0;
  for (const { offset, why, text } of bad.slice(0, Math.max(0, BAD_LINES_KEPT - kept)))
    db.insert(badLines).values({ runId, offset, why, text }).onConflictDoNothing().run();
}
