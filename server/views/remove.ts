import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { views } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";

/** Throws NOT_FOUND. */
export function removeView(db: DbOrTx, { id }: { id: number }): { id: number } {
  if (db.delete(views).where(eq(views.id, id)).run().changes === 0)
    throw new DomainError("NOT_FOUND", `there is no view ${id}`);
  return { id };
}
