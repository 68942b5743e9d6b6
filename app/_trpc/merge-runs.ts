import type { RunDetail, RunList, RunRow } from "./rows.ts";

/** A list with the changed rows in their places; rows that it does not hold are left to a refetch. */
export function mergeIntoList(list: RunList | undefined, changed: RunRow[], removed: string[]): RunList | undefined {
  if (!list) return list;
  const byId = new Map(changed.map((row) => [row.id, row]));
  const gone = new Set(removed);
  const touched = list.rows.some((row) => byId.has(row.id) || gone.has(row.id));
  if (!touched) return list;
  const rows = list.rows.filter((row) => !gone.has(row.id)).map((row) => byId.get(row.id) ?? row);
  return { ...list, rows, total: list.total - (list.rows.length - rows.length) };
}

/** A run's page keeps its big columns and takes everything else from the changed row. */
export function mergeIntoDetail(detail: RunDetail | undefined, row: RunRow): RunDetail | undefined {
  return detail && { ...detail, ...row };
}
