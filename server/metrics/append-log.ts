import { and, count, eq, sql } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { attempts, badLines, batches, checkpoints, notes, runs } from "#server/db/schema.ts";
import { type RunRecordRow, writeRun } from "#server/runs/write.ts";
import type { LogLine } from "#trainer/contract/log.ts";
import { type LogChunk, readLines } from "./log-chunk.ts";
import { openPointWriter, type PointWriter } from "./point-writer.ts";

const BAD_LINES_KEPT = 20;

/**
 * Take a chunk of a run's log into the database, with the offset after it, in one transaction.
 * Returns false, and writes nothing, when the chunk does not start where the database stands.
 */
export function appendLog(db: Db, { runId, inode, chunk }: { runId: string; inode: string; chunk: LogChunk }): boolean {
  return db.$client
    .transaction(() => {
      const run = db.select().from(runs).where(eq(runs.id, runId)).get();
      if (!run || run.logOffset !== chunk.from || (run.logInode !== null && run.logInode !== inode)) return false;
      const state = { attempt: run.logAttempt, step: run.step, heartbeatAt: run.heartbeatAt };
      const writer = openPointWriter(db, runId);
      const bad: BadLine[] = [];
      let skipped = 0;
      for (const read of readLines(chunk))
        if (read.kind === "line") applyLine(db, { run, state, writer, offset: read.offset, line: read.line });
        else if (read.kind === "bad") bad.push(read);
        else skipped++;
      for (const span of writer.flush())
        db.insert(batches)
          .values({ runId, ...span })
          .run();
      keepBadLines(db, runId, bad);
      writeRun(db, runId, {
        logOffset: chunk.to,
        logInode: inode,
        logAttempt: state.attempt,
        step: state.step,
        heartbeatAt: state.heartbeatAt,
        badLines: run.badLines + bad.length,
        skippedLines: run.skippedLines + skipped,
      });
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

type State = { attempt: number; step: number; heartbeatAt: number | null };
type Line = { run: RunRecordRow; state: State; writer: PointWriter; offset: number; line: LogLine };

function applyLine(db: Db, { run, state, writer, offset, line }: Line) {
  const time = Math.round(line.time);
  state.heartbeatAt = Math.max(state.heartbeatAt ?? 0, time);
  switch (line.kind) {
    case "start":
      state.attempt = line.attempt;
      state.step = line.step;
      startAttempt(db, { runId: run.id, attempt: line.attempt, step: line.step, time });
      if (line.attempt > 1) writer.recountAll();
      return;
    case "metric":
    case "eval":
      state.step = Math.max(state.step, line.step);
      writer.add({ attempt: state.attempt, step: line.step, time, values: line.values });
      return;
    case "checkpoint":
      keepCheckpoint(db, { runId: run.id, time, line });
      return;
    case "note":
      db.insert(notes)
        .values({
          runId: run.id,
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
        .where(and(eq(attempts.runId, run.id), eq(attempts.attempt, state.attempt)))
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
