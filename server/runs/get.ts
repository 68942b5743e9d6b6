import { count, eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { attempts, notes, sweeps } from "#server/db/schema.ts";
import { findRun } from "./find.ts";
import { type RunRow, readRunRow } from "./row.ts";

export type RunDetail = RunRow & {
  fullConfig: Record<string, unknown>;
  command: string[];
  dir: string;
  code: { version: string; commit: string | null } | null;
  environment: Record<string, string>;
  /** The sweep that it is a trial of. */
  sweep: { id: string; name: string } | null;
  noteCount: number;
  bytesLogged: number;
  badLines: number;
  skippedLines: number;
  attempts: {
    attempt: number;
    /** The step that it went on from; null until it said so. */
    step: number | null;
    startedAt: number;
    endedAt: number | null;
    exitCode: number | null;
    exitSignal: string | null;
  }[];
};

/** Everything about one run. Throws NOT_FOUND. */
export function getRun({ db, paths }: Client, id: string): RunDetail {
  const run = findRun(db, id);
  return {
    ...readRunRow(db, id)!,
    fullConfig: run.config,
    command: run.command,
    dir: paths.run(id),
    code: run.code,
    environment: run.environment,
    sweep:
      db
        .select({ id: sweeps.id, name: sweeps.name })
        .from(sweeps)
        .where(eq(sweeps.id, run.sweepId ?? ""))
        .get() ?? null,
    noteCount: db.select({ count: count() }).from(notes).where(eq(notes.runId, id)).get()?.count ?? 0,
    bytesLogged: run.logOffset,
    badLines: run.badLines,
    skippedLines: run.skippedLines,
    attempts: db
      .select()
      .from(attempts)
      .where(eq(attempts.runId, id))
      .orderBy(attempts.attempt)
      .all()
      .map(({ attempt, step, startedAt, endedAt, exitCode, exitSignal }) => ({
        attempt,
        step,
        startedAt,
        endedAt,
        exitCode,
        exitSignal,
      })),
  };
}
