import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { sweeps } from "#server/db/schema.ts";
import { readSweepRows, type SweepRow } from "./row.ts";

/** All sweeps or those of a project, the newest first. */
export function listSweeps(db: DbOrTx, { projectId }: { projectId?: string } = {}): SweepRow[] {
  return readSweepRows(db, projectId === undefined ? undefined : eq(sweeps.projectId, projectId));
}
