import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import { forgetPoints } from "#server/db/points/tables.ts";
import { nextRevision } from "#server/db/revision.ts";
import { removedRuns, runs } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "./find.ts";
import { hasEnded } from "./status.ts";

/** Delete an ended run: its rows and its folder. */
export function removeRun({ db, paths }: Client, { id }: { id: string }): { id: string } {
  const trash = join(paths.trash, id);
  db.transaction(
    (tx) => {
      const { status } = findRun(tx, id);
      if (!hasEnded(status))
        throw new DomainError("CONFLICT", `run ${id} is ${status}; only an ended run can be removed`);
      // Out of sight before the rows go: a worker would adopt a folder that the database does not know.
      if (existsSync(paths.run(id))) {
        mkdirSync(paths.trash, { recursive: true });
        renameSync(paths.run(id), trash);
      }
      forgetPoints(db.$client, id);
      tx.delete(runs).where(eq(runs.id, id)).run();
      const revision = nextRevision(tx);
      tx.insert(removedRuns)
        .values({ id, revision })
        .onConflictDoUpdate({ target: removedRuns.id, set: { revision } })
        .run();
    },
    { behavior: "immediate" },
  );
  rmSync(trash, { recursive: true, force: true });
  return { id };
}
