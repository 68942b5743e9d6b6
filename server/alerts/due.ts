import { and, eq, lte } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { deliveries } from "#server/db/schema.ts";

export type Delivery = typeof deliveries.$inferSelect;

/** After the first, second, … try that failed; then it is given up. */
const PAUSES_MS = [10_000, 60_000, 300_000, 1_800_000];

/** What is to be sent now, the oldest first. */
export function dueDeliveries(db: DbOrTx, { now }: { now: number }): Delivery[] {
  const isDue = and(eq(deliveries.status, "waiting"), lte(deliveries.nextAt, now));
  return db.select().from(deliveries).where(isDue).orderBy(deliveries.id).limit(200).all();
}

/**
 * Count a try before it is made, with the time of the next: a message whose arrival cannot be recorded, on a full disk or
 * after a crash, is sent a few times and not for ever.
 */
export function beginTry(db: DbOrTx, { id, tries }: Delivery, { now }: { now: number }) {
  change(db, id, { tries: tries + 1, nextAt: now + (PAUSES_MS[tries] ?? PAUSES_MS.at(-1)!) });
}

/** Record that the try that was begun was taken. */
export function recordSent(db: DbOrTx, { id }: Delivery, { now }: { now: number }) {
  change(db, id, { status: "sent", nextAt: null, error: null, sentAt: now });
}

/** Record why the try that was begun was not taken; after the last one it is given up. */
export function recordRefusal(db: DbOrTx, delivery: Delivery, error: string) {
  if (delivery.tries >= PAUSES_MS.length) giveUp(db, delivery, error);
  else change(db, delivery.id, { error });
}

/** Record that a delivery will not be tried again. */
export function giveUp(db: DbOrTx, { id }: Delivery, error: string) {
  change(db, id, { status: "failed", nextAt: null, error });
}

function change(db: DbOrTx, id: number, changes: Partial<Delivery>) {
  db.update(deliveries).set(changes).where(eq(deliveries.id, id)).run();
}
