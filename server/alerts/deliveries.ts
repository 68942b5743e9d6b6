import { desc } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { deliveries } from "#server/db/schema.ts";
import type { Delivery } from "./due.ts";

/** A delivery as the log shows it. */
export type DeliveryRow = Omit<Delivery, "payload"> & { text: Delivery["payload"]["text"]; runName: string | null };

/** The log of what was sent, the newest first. */
export function listDeliveries(db: DbOrTx, { limit }: { limit: number }): DeliveryRow[] {
  const rows = db.select().from(deliveries).orderBy(desc(deliveries.id)).limit(limit).all();
  return rows.map(({ payload, ...row }) => ({ ...row, text: payload.text, runName: payload.run?.name ?? null }));
}
