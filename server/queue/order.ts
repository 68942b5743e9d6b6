import { type SQL, sql } from "drizzle-orm";
import { runs } from "#server/db/schema.ts";

/** Waiting runs, the next one first. */
export const QUEUE_ORDER: SQL[] = [sql`${runs.priority} DESC`, sql`${runs.queueOrder}`, sql`"runs"."rowid"`];
