import { sql } from "drizzle-orm";
import type { DbOrTx } from "./open.ts";
import { revisions } from "./schema.ts";

/** The next number of the counter that live viewers compare with. */
export function nextRevision(tx: DbOrTx): number {
  return tx
    .insert(revisions)
    .values({ id: 1, value: 1 })
    .onConflictDoUpdate({ target: revisions.id, set: { value: sql`${revisions.value} + 1` } })
    .returning()
    .get().value;
}

export function currentRevision(db: DbOrTx): number {
  return db.select().from(revisions).get()?.value ?? 0;
}
