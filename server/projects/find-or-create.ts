import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { projects } from "#server/db/schema.ts";
import { newId } from "#server/runs/id.ts";

export const DEFAULT_PROJECT = "default";

/** The project of that name, made when there is none. */
export function findOrCreateProject(tx: DbOrTx, { name, now = Date.now() }: { name: string; now?: number }) {
  const found = tx.select().from(projects).where(eq(projects.name, name)).get();
  return found ?? tx.insert(projects).values({ id: newId(), name, createdAt: now }).returning().get();
}
