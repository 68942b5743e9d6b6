import type { DbOrTx } from "#server/db/open.ts";
import { views } from "#server/db/schema.ts";

export type ViewRow = { id: number; name: string; page: string; state: unknown; createdAt: number; updatedAt: number };

export function listViews(db: DbOrTx): ViewRow[] {
  return db.select().from(views).orderBy(views.page, views.name).all();
}
