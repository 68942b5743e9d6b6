import type { DbOrTx } from "#server/db/open.ts";
import { notes } from "#server/db/schema.ts";
import { findRun } from "#server/runs/find.ts";
import { writeRun } from "#server/runs/write.ts";
import { NOTE_COLUMNS, type NoteRow } from "./list.ts";

export type AddNote = { runId: string; text: string; step?: number | null; now?: number };

/** A note on a run, or on a step of it. Throws NOT_FOUND. */
export function addNote(tx: DbOrTx, { runId, text, step = null, now = Date.now() }: AddNote): NoteRow {
  findRun(tx, runId);
  const row = tx
    .insert(notes)
    .values({ runId, step, text: text.trim(), createdAt: now, updatedAt: now })
    .returning(NOTE_COLUMNS)
    .get();
  writeRun(tx, runId, {});
  return row;
}
