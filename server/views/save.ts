import type { DbOrTx } from "#server/db/open.ts";
import { views } from "#server/db/schema.ts";
import type { ViewRow } from "./list.ts";

export type SaveView = { name: string; page: string; state: unknown; now?: number };

/** Keep a view under its name; a view of that page and name is replaced. */
export function saveView(db: DbOrTx, { name, page, state, now = Date.now() }: SaveView): ViewRow {
  return db
    .insert(views)
    .values({ name, page, state: state ?? null, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: [views.page, views.name], set: { state: state ?? null, updatedAt: now } })
    .returning()
    .get();
}
