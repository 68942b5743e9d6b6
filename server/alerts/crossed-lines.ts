import { and, eq, inArray } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { metricKeys } from "#server/db/schema.ts";
import type { MetricRule, News } from "./alert.ts";
import { alertedRun } from "./alerted-run.ts";
import type { ChangedRun } from "./notice.ts";
import { crossedSentence } from "./sentence.ts";

/** Metrics of a run that have been beyond the line of a rule, each once a run and rule. */
export function crossedLines(
  db: DbOrTx,
  { id }: ChangedRun,
  { rules, now }: { rules: readonly MetricRule[]; now: number },
): News[] {
  if (rules.length === 0) return [];
  const keys = [...new Set(rules.map(({ key }) => key))];
  const { key, min, max } = metricKeys;
  const rows = db
    .select({ key, min, max })
    .from(metricKeys)
    .where(and(eq(metricKeys.runId, id), inArray(key, keys)))
    .all();
  const known = new Map(rows.map((row) => [row.key, row]));
  return rules.flatMap((rule) => {
    const row = known.get(rule.key);
    const value = rule.is === "above" ? row?.max : row?.min;
    if (value == null || (rule.is === "above" ? value <= rule.value : value >= rule.value)) return [];
    const write = () => {
      const run = alertedRun(db, id);
      const metric = { key: rule.key, value, rule: { is: rule.is, value: rule.value } };
      return { event: "metric.crossed", at: now, text: crossedSentence(run, rule, value), run, metric } as const;
    };
    // By what the rule says: one that is changed is a new one.
    return [{ key: `metric.crossed/${id}/${rule.key}/${rule.is}/${rule.value}`, write }];
  });
}
