import { and, eq, ne } from "drizzle-orm";
import type { Db } from "#server/db/open.ts";
import { projects } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { PROJECT_COLUMNS, type ProjectRow } from "./list.ts";

/** Rename a project. Throws NOT_FOUND, or CONFLICT when the name is taken. */
export function updateProject(db: Db, { id, name }: { id: string; name: string }): ProjectRow {
  return db.transaction(
    (tx) => {
      if (
        tx
          .select()
          .from(projects)
          .where(and(eq(projects.name, name), ne(projects.id, id)))
          .get()
      )
        throw new DomainError("CONFLICT", `there is already a project "${name}"`);
      tx.update(projects).set({ name }).where(eq(projects.id, id)).run();
      const row = tx.select(PROJECT_COLUMNS).from(projects).where(eq(projects.id, id)).get();
      if (!row) throw new DomainError("NOT_FOUND", `there is no project "${id}"`);
      return row;
    },
    { behavior: "immediate" },
  );
}
