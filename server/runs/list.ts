import { and, asc, count, desc as descending, eq, inArray, isNotNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { DbOrTx } from "#server/db/open.ts";
import { metricKeys, runs, runTags } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { CONFIG_PATHS, type RunRow, readRunRows, readRunsById } from "./row.ts";
import type { RunStatus } from "./status.ts";

/** Of a metric its last value, unless `by` says otherwise. */
export type Sort = { key: string; desc: boolean; by?: MetricFigure };
export const METRIC_FIGURES = ["last", "min", "max", "mean"] as const;
export type MetricFigure = (typeof METRIC_FIGURES)[number];

export type ListRuns = {
  projectId?: string;
  status?: RunStatus[];
  tag?: string;
  search?: string;
  starred?: boolean;
  sort?: Sort;
  limit?: number;
  offset?: number;
};

/** One page of the runs table, how many rows there are in all, and every tag in use. */
export function listRuns(db: DbOrTx, input: ListRuns): { rows: RunRow[]; total: number; allTags: string[] } {
  const where = and(...filters(input));
  const { sort = { key: "createdAt", desc: true }, limit = 100, offset = 0 } = input;
  const page = { where, limit, offset };
  const by = columnOrder(sort);
  const rows = by ? readRunRows(db, { ...page, orderBy: by }) : readRunsById(db, idsByMetric(db, sort, page));
  const total = db.select({ count: sql<number>`count(*)` }).from(runs).where(where).get()?.count ?? 0;
  const tags = db.selectDistinct({ tag: runTags.tag }).from(runTags).orderBy(runTags.tag).all();
  return { rows, total, allTags: tags.map(({ tag }) => tag) };
}

function* filters({ projectId, status, tag, search, starred }: ListRuns): Generator<SQL> {
  if (projectId) yield eq(runs.projectId, projectId);
  if (status) yield inArray(runs.status, status);
  if (starred !== undefined) yield eq(runs.starred, starred);
  if (tag) yield sql`EXISTS (SELECT 1 FROM run_tags WHERE run_tags.run_id = ${runs.id} AND run_tags.tag = ${tag})`;
  for (const word of search?.split(/\s+/).filter(Boolean) ?? []) {
    const like = `%${word.replace(/[\\%_]/g, "\\$&")}%`;
    yield sql`(${runs.name} LIKE ${like} ESCAPE '\\' OR ${runs.id} LIKE ${like} ESCAPE '\\' OR ${runs.preset} LIKE ${like} ESCAPE '\\'
      OR EXISTS (SELECT 1 FROM run_tags WHERE run_tags.run_id = ${runs.id} AND run_tags.tag LIKE ${like} ESCAPE '\\'))`;
  }
}

const COLUMNS: Record<string, SQL> = {
  createdAt: sql`${runs.createdAt}`,
  startedAt: sql`${runs.startedAt}`,
  endedAt: sql`${runs.endedAt}`,
  name: sql`${runs.name} COLLATE NOCASE`,
  status: sql`${runs.status}`,
  step: sql`${runs.step}`,
  preset: sql`${runs.preset}`,
};

/** Order by a column, or by a config path after "config."; undefined for a metric. Runs without it come last. */
function columnOrder({ key, desc }: Sort): SQL[] | undefined {
  const by = COLUMNS[key] ?? (key.startsWith("config.") ? configOrder(key.slice(7)) : undefined);
  return by && [desc ? sql`${by} DESC NULLS LAST` : sql`${by} ASC NULLS LAST`, sql`"runs"."rowid" DESC`];
}

function configOrder(field: string): SQL {
  const path = CONFIG_PATHS[field] ?? `$.${field}`;
  if (!/^\$(\.[A-Za-z0-9_]+)+$/.test(path))
    throw new DomainError("BAD_REQUEST", `"config.${field}" is not a path of a config`);
  return sql`json_extract(${runs.config}, ${path})`;
}

type Page = { where: SQL | undefined; limit: number; offset: number };

const FIGURES: Record<MetricFigure, SQLiteColumn> = {
  last: metricKeys.lastValue,
  min: metricKeys.min,
  max: metricKeys.max,
  mean: metricKeys.mean,
};

/**
 * Runs in the order of a metric, read off its index, so that a page costs its rows and not all runs; runs without it,
 * or whose value is NaN, follow, newest first.
 */
function idsByMetric(db: DbOrTx, { key, desc, by = "last" }: Sort, { where, limit, offset }: Page): string[] {
  const figure = FIGURES[by];
  const has = and(eq(metricKeys.key, key), isNotNull(figure));
  const having = db.select({ id: metricKeys.runId }).from(metricKeys).$dynamic();
  if (where) having.innerJoin(runs, eq(runs.id, metricKeys.runId));
  const first = having
    .where(and(has, where))
    .orderBy(desc ? descending(figure) : asc(figure), descending(metricKeys.id))
    .limit(limit)
    .offset(offset)
    .all();
  if (first.length === limit) return first.map(({ id }) => id);
  const counting = db.select({ count: count() }).from(metricKeys).$dynamic();
  if (where) counting.innerJoin(runs, eq(runs.id, metricKeys.runId));
  // A page that holds some of them is followed by the very first of the rest.
  const before = first.length > 0 ? offset : counting.where(and(has, where)).get()!.count;
  const without = sql`NOT EXISTS (SELECT 1 FROM ${metricKeys} WHERE ${metricKeys.runId} = ${runs.id} AND ${has})`;
  const rest = db
    .select({ id: runs.id })
    .from(runs)
    .where(and(where, without))
    .orderBy(sql`"runs"."rowid" DESC`)
    .limit(limit - first.length)
    .offset(offset - before)
    .all();
  return [...first, ...rest].map(({ id }) => id);
}
