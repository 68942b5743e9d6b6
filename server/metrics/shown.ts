import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { attempts } from "#server/db/schema.ts";

/** Points of `attempt` are shown up to and with `upTo`; later ones were overtaken by a later attempt. */
export type ShownRange = { attempt: number; fromStep: number; upTo: number };

/** Which steps of each attempt are shown, in order of attempts: where attempts overlap, the highest wins. */
export function shownRanges(db: DbOrTx, runId: string): ShownRange[] {
  const rows = db
    .select({ attempt: attempts.attempt, step: attempts.step })
    .from(attempts)
    .where(eq(attempts.runId, runId))
    .orderBy(attempts.attempt)
    .all();
  let upTo = Number.MAX_SAFE_INTEGER;
  return rows
    .reverse()
    .map(({ attempt, step }) => {
      const range = { attempt, fromStep: step ?? 0, upTo };
      if (step !== null) upTo = Math.min(upTo, step);
      return range;
    })
    .reverse();
}
