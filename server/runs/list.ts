import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { runs, runTags } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { CONFIG_PATHS, type RunRow, readRunRows } from "./row.ts";
import type { RunStatus } from "./status.ts";

export type ListRuns = {
  projectId?: string;
  status?: RunStatus[];
  tag?: string;
  search?: string;
  starred?: boolean;
  sort?: { key: string; desc: boolean };
  limit?: number;
  offset?: number;
};

/** One page of the runs table, how many rows there are in all, and every tag in use. */
export function listRuns(db: DbOrTx, input: ListRuns): { rows: RunRow[]; total: number; allTags: string[] } {
  const where = and(...filters(input));
  const rows = readRunRows(db, {
    where,
    orderBy: order(input.sort ?? { key: "createdAt", desc: true }),
    limit: input.limit ?? 100,
    offset: input.offset ?? 0,
  });
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

/** A column, a config path after "config.", else the last value of a metric; runs without it come last. */
function order({ key, desc }: { key: string; desc: boolean }): SQL[] {
  const by = COLUMNS[key] ?? (key.startsWith("config.") ? configOrder(key.slice(7)) : metricOrder(key));
  return [desc ? sql`${by} DESC NULLS LAST` : sql`${by} ASC NULLS LAST`, sql`"runs"."rowid" DESC`];
}

function configOrder(field: string): SQL {
  const path = CONFIG_PATHS[field] ?? `$.${field}`;
  if (!/^\$(\.[A-Za-z0-9_]+)+$/.test(path))
    throw new DomainError("BAD_REQUEST", `"config.${field}" is not a path of a config`);
  return sql`json_extract(${runs.config}, ${path})`;
}

function metricOrder(key: string): SQL {
  return sql`(SELECT last_value FROM metric_keys WHERE metric_keys.run_id = ${runs.id} AND metric_keys.key = ${key})`;
}
