import { eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { notes } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { writeRun } from "#server/runs/write.ts";
import { NOTE_COLUMNS, type NoteRow } from "./list.ts";

/** Change a note's text. Throws NOT_FOUND. */
export function editNote(db: Db, { id, text, now = Date.now() }: { id: number; text: string; now?: number }): NoteRow {
  return db.transaction(
    (tx) => {
      const row = tx
        .update(notes)
        .set({ text: text.trim(), updatedAt: now })
        .where(eq(notes.id, id))
        .returning(NOTE_COLUMNS)
        .get();
      if (!row) throw new DomainError("NOT_FOUND", `there is no note ${id}`);
      writeRun(tx, row.runId, {});
      return row;
    },
    { behavior: "immediate" },
  );
}
