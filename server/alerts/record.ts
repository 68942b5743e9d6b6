import { and, lte, ne, sql } from "drizzle-orm";
import type { Client } from "#server/db/client.ts";
import type { DbOrTx } from "#server/db/open.ts";
import { alerts, deliveries } from "#server/db/schema.ts";
import { type Alert, TOPIC_OF } from "./alert.ts";
import { type NoticeAlerts, noticeAlerts } from "./notice.ts";
import type { Target } from "./settings.ts";

/** An alert that is forgotten is told again should the same come up: a line that a run crossed long ago. */
const ALERTS_KEPT = 10_000;
/** What still waits to be sent is kept besides. */
const DELIVERIES_KEPT = 1000;

/**
 * Write down what has happened since the last look, and for whom it waits, in one transaction: nothing is told twice or
 * not at all, whenever the worker dies.
 */
export function recordAlerts(
  { db }: Pick<Client, "db">,
  { targets, ...look }: NoticeAlerts & { targets: readonly Target[] },
): Alert[] {
  return db.transaction(
    (tx) => {
      const found = noticeAlerts(tx, look);
      for (const alert of found) {
        const { key, event, run, at } = alert;
        tx.insert(alerts)
          .values({ key, event, runId: run?.id ?? null, at, alert })
          .run();
        for (const target of targets)
          if (wants(target, alert)) {
            const to = { target: target.id, targetName: target.name, event, runId: run?.id ?? null };
            tx.insert(deliveries)
              .values({ ...to, payload: alert, status: "waiting", nextAt: look.now, createdAt: look.now })
              .run();
          }
      }
      if (found.length > 0) forgetOld(tx);
      return found;
    },
    { behavior: "immediate" },
  );
}

/** Machine and queue concern every project. */
function wants({ enabled, topics, project }: Target, { event, run }: Alert): boolean {
  const topic = TOPIC_OF[event];
  return enabled && topic !== null && topics.includes(topic) && (!project || !run || run.project === project);
}

function forgetOld(tx: DbOrTx) {
  const newest = (table: typeof alerts | typeof deliveries) =>
    tx
      .select({ id: sql<number>`coalesce(max(${table.id}), 0)` })
      .from(table)
      .get()?.id ?? 0;
  tx.delete(alerts)
    .where(lte(alerts.id, newest(alerts) - ALERTS_KEPT))
    .run();
  tx.delete(deliveries)
    .where(and(lte(deliveries.id, newest(deliveries) - DELIVERIES_KEPT), ne(deliveries.status, "waiting")))
    .run();
}
