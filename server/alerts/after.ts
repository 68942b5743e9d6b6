import { gt, max } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { alerts } from "#server/db/schema.ts";
import type { Alert } from "./alert.ts";

/** An alert as open pages hear of it; the number grows. */
export type LiveAlert = Pick<Alert, "event" | "at" | "text"> & { id: number; run: { id: string; name: string } | null };

/** After so long an absence a page is not flooded with old news. */
const MOST = 50;

/** Alerts after one, in order. */
export function alertsAfter(db: DbOrTx, id: number): LiveAlert[] {
  const rows = db.select().from(alerts).where(gt(alerts.id, id)).orderBy(alerts.id).all();
  return rows.slice(-MOST).map(({ id, alert: { event, at, text, run } }) => ({
    id,
    event,
    at,
    text,
    run: run && { id: run.id, name: run.name },
  }));
}

/** The number of the newest alert; 0 when there is none. */
export function newestAlertId(db: DbOrTx): number {
  return (
    db
      .select({ id: max(alerts.id) })
      .from(alerts)
      .get()?.id ?? 0
  );
}
