import { sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { projects } from "#server/db/schema.ts";

export type ProjectRow = { id: string; name: string; runCount: number; createdAt: number };

/** All projects, the one with the newest run first. */
export function listProjects(db: DbOrTx): ProjectRow[] {
  return db
    .select(PROJECT_COLUMNS)
    .from(projects)
    .orderBy(
      sql`(SELECT max(created_at) FROM runs WHERE runs.project_id = ${projects.id}) DESC NULLS LAST`,
      projects.name,
    )
    .all();
}

export const PROJECT_COLUMNS = {
  id: projects.id,
  name: projects.name,
  runCount: sql<number>`(SELECT count(*) FROM runs WHERE runs.project_id = "projects"."id")`,
  createdAt: projects.createdAt,
};
