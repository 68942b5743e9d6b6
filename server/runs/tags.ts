import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { runTags } from "#server/db/schema.ts";

/** A run's tags from now on: trimmed, each once. */
export function setTags(tx: DbOrTx, runId: string, tags: string[]) {
  tx.delete(runTags).where(eq(runTags.runId, runId)).run();
  const wanted = [...new Set(tags.map((tag) => tag.trim()).filter(Boolean))];
  if (wanted.length > 0)
    tx.insert(runTags)
      .values(wanted.map((tag) => ({ runId, tag })))
      .run();
}
