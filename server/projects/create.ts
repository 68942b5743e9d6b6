import { eq } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { projects } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { findOrCreateProject } from "./find-or-create.ts";
import type { ProjectRow } from "./list.ts";

/** A new, empty project. Throws CONFLICT when the name is taken. */
export function createProject(db: Db, { name, now = Date.now() }: { name: string; now?: number }): ProjectRow {
  return db.transaction(
    (tx) => {
      if (tx.select().from(projects).where(eq(projects.name, name)).get())
        throw new DomainError("CONFLICT", `there is already a project "${name}"`);
      const { id, createdAt } = findOrCreateProject(tx, { name, now });
      return { id, name, runCount: 0, createdAt };
    },
    { behavior: "immediate" },
  );
}
