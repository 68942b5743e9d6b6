import { and, desc, eq, inArray } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { alerts } from "#server/db/schema.ts";
import type { AlertEvent } from "./alert.ts";

/** Whether this was told of already. */
export function isKnownAlert(db: DbOrTx, key: string): boolean {
  return db.select({ id: alerts.id }).from(alerts).where(eq(alerts.key, key)).get() !== undefined;
}

/** The last of some events, of a run when one is named. */
export function newestAlert(db: DbOrTx, events: AlertEvent[], runId?: string) {
  const isOne = inArray(alerts.event, events);
  return db
    .select({ event: alerts.event, at: alerts.at })
    .from(alerts)
    .where(runId === undefined ? isOne : and(eq(alerts.runId, runId), isOne))
    .orderBy(desc(alerts.id))
    .limit(1)
    .get();
}
