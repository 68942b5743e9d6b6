import type { Db } from "#server/db/open.ts";
import { findRun } from "./find.ts";
import { type RunRow, readRunRow } from "./row.ts";
import { setTags } from "./tags.ts";
import { writeRun } from "./write.ts";

export type UpdateRun = { id: string; name?: string; starred?: boolean; tags?: string[] };

/** Rename, star or tag a run. Throws NOT_FOUND. */
export function updateRun(db: Db, { id, name, starred, tags }: UpdateRun): RunRow {
  return db.transaction(
    (tx) => {
      findRun(tx, id);
      if (tags) setTags(tx, id, tags);
      writeRun(tx, id, { ...(name !== undefined && { name }), ...(starred !== undefined && { starred }) });
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}
