import { and, eq, lt, notLike } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { attempts, metricKeys } from "#server/db/schema.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import type { News } from "./alert.ts";
import { alertedRun } from "./alerted-run.ts";
import { newestAlert } from "./known.ts";
import type { ChangedRun } from "./notice.ts";
import { notFiniteSentence } from "./sentence.ts";

/** A metric that is NaN or infinite: once a run, and again when a later attempt ends up there too. */
export function notFinite(db: DbOrTx, { id, attempt }: ChangedRun, now: number): News[] {
  const { runId, points, finite } = metricKeys;
  const bad = db
    .select()
    .from(metricKeys)
    .where(and(eq(runId, id), lt(finite, points), notLike(metricKeys.key, "system/%")))
    .orderBy(metricKeys.id)
    .all();
  if (bad.length === 0) return [];
  const wasTold = newestAlert(db, ["run.notFinite"], id) !== undefined;
  const since = startOf(db, id, attempt);
  const isStill = ({ lastValue, lastTime }: (typeof bad)[number]) =>
    !Number.isFinite(lastValue ?? Number.NaN) && lastTime >= since;
  const first = wasTold ? bad.find(isStill) : bad[0];
  if (!first) return [];
  const { key, lastStep, lastValue } = first;
  const write = () => {
    const run = alertedRun(db, id);
    const text = notFiniteSentence(run, { key, step: lastStep });
    const metric = { key, value: encodeValue(lastValue ?? Number.NaN) };
    return { event: "run.notFinite", at: now, text, run, metric } as const;
  };
  return [{ key: `run.notFinite/${id}/${attempt}`, write }];
}

function startOf(db: DbOrTx, runId: string, attempt: number): number {
  const isIt = and(eq(attempts.runId, runId), eq(attempts.attempt, attempt));
  return db.select({ at: attempts.startedAt }).from(attempts).where(isIt).get()?.at ?? 0;
}
