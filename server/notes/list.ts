import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { notes } from "#server/db/schema.ts";
import { findRun } from "#server/runs/find.ts";

export type NoteRow = {
  id: number;
  runId: string;
  step: number | null;
  text: string;
  createdAt: number;
  updatedAt: number;
};

/** A run's notes, oldest first. Throws NOT_FOUND. */
export function listNotes(db: DbOrTx, { runId }: { runId: string }): NoteRow[] {
  findRun(db, runId);
  return db.select(NOTE_COLUMNS).from(notes).where(eq(notes.runId, runId)).orderBy(notes.createdAt, notes.id).all();
}

export const NOTE_COLUMNS = {
  id: notes.id,
  runId: notes.runId,
  step: notes.step,
  text: notes.text,
  createdAt: notes.createdAt,
  updatedAt: notes.updatedAt,
};
