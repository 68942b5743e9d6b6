import { eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { notes } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { writeRun } from "#server/runs/write.ts";

/** Delete a note. Throws NOT_FOUND. */
export function removeNote(db: Db, { id }: { id: number }): { id: number } {
  return db.transaction(
    (tx) => {
      const row = tx.delete(notes).where(eq(notes.id, id)).returning({ runId: notes.runId }).get();
      if (!row) throw new DomainError("NOT_FOUND", `there is no note ${id}`);
      writeRun(tx, row.runId, {});
      return { id };
    },
    { behavior: "immediate" },
  );
}
