import type { Db } from "#server/db/open.ts";
import { findRun } from "./find.ts";
import { type RunRow, readRunRow } from "./row.ts";
import { setTags } from "./tags.ts";
import { writeRun } from "./write.ts";

export type UpdateRun = {
  id: string;
  name?: string;
  starred?: boolean;
  tags?: string[];
  priority?: number;
  /** A held run waits until it is let go. */
  held?: boolean;
};

/** Rename, star or tag a run, or change how it waits. Throws NOT_FOUND. */
export function updateRun(db: Db, { id, tags, ...changes }: UpdateRun): RunRow {
  return db.transaction(
    (tx) => {
      findRun(tx, id);
      if (tags) setTags(tx, id, tags);
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      writeRun(tx, id, Object.fromEntries(given));
      return readRunRow(tx, id)!;
    },
    { behavior: "immediate" },
  );
}
