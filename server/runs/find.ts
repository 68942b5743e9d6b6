import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { runs } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import type { RunRecordRow } from "./write.ts";

/** A run's whole row. Throws NOT_FOUND. */
export function findRun(db: DbOrTx, id: string): RunRecordRow {
  const run = db.select().from(runs).where(eq(runs.id, id)).get();
  if (!run) throw new DomainError("NOT_FOUND", `there is no run "${id}"`);
  return run;
}
