import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { appendToAnswer } from "./append-to-answer.ts";
import type { useTRPC } from "./context.ts";
import { mergeLatest } from "./merge-latest.ts";
import { mergeIntoDetail, mergeIntoList } from "./merge-runs.ts";
import type { LatestRow, LiveBatch, LivePoints, RunList, RunRow, SeriesAnswer } from "./rows.ts";

type Api = ReturnType<typeof useTRPC>;

/** Lays one live batch over everything that is cached; whatever it cannot carry is marked stale. */
export function applyLive(queryClient: QueryClient, trpc: Api, batch: LiveBatch) {
  if (batch.runs.length > 0 || batch.removed.length > 0) applyRuns(queryClient, trpc, batch.runs, batch.removed);
  if (batch.points.length > 0) applyPoints(queryClient, trpc, batch.points);
}

/** Rows that changed, also as the answer of a mutation. */
export function applyRuns(queryClient: QueryClient, trpc: Api, changed: RunRow[], removed: string[] = []) {
  const isReordered = removed.length > 0 || changed.some((row) => hasMoved(queryClient, trpc, row));
  queryClient.setQueriesData<RunList>(trpc.runs.list.pathFilter(), (list) => mergeIntoList(list, changed, removed));
  for (const row of changed) {
    queryClient.setQueryData(trpc.runs.get.queryKey({ id: row.id }), (old) => mergeIntoDetail(old, row));
    markStale(queryClient, trpc.checkpoints.list.queryKey({ runId: row.id }));
  }
  if (!isReordered) return;
  markStale(queryClient, trpc.runs.list.pathKey());
  markStale(queryClient, trpc.system.queue.pathKey());
  markStale(queryClient, trpc.projects.list.pathKey());
  for (const row of changed) markStale(queryClient, trpc.runs.get.queryKey({ id: row.id }));
}

/** New to the page, or in another state than the page has it: order, filters and queue places may change. */
function hasMoved(queryClient: QueryClient, trpc: Api, row: RunRow): boolean {
  const lists = queryClient.getQueriesData<RunList>(trpc.runs.list.pathFilter());
  const queue = queryClient.getQueryData(trpc.system.queue.queryKey());
  const known = [...lists.flatMap(([, list]) => list?.rows ?? []), ...(queue?.running ?? []), ...(queue?.queued ?? [])];
  const mine = known.filter(({ id }) => id === row.id);
  const isInEveryList = lists.every(([, list]) => !list || list.rows.some(({ id }) => id === row.id));
  return mine.length === 0 || !isInEveryList || mine.some(({ status }) => status !== row.status);
}

function applyPoints(queryClient: QueryClient, trpc: Api, points: LivePoints[]) {
  for (const [key, answer] of queryClient.getQueriesData<SeriesAnswer>(trpc.metrics.series.pathFilter())) {
    const next = answer && appendToAnswer(answer, points, rangeOf(key));
    if (next !== answer) queryClient.setQueryData(key, next);
  }
  queryClient.setQueriesData<LatestRow[]>(
    trpc.metrics.latest.pathFilter(),
    (rows) => rows && mergeLatest(rows, points),
  );
  for (const [key, known] of queryClient.getQueriesData<{ key: string; runIds: string[] }[]>(
    trpc.metrics.keys.pathFilter(),
  )) {
    const asked = inputOf<{ runIds?: string[] }>(key)?.runIds ?? [];
    const isNew = points.some(
      (batch) =>
        asked.includes(batch.runId) && !known?.some((row) => row.key === batch.key && row.runIds.includes(batch.runId)),
    );
    if (isNew) markStale(queryClient, key);
  }
}

function rangeOf(key: QueryKey) {
  const { xMin, xMax } = inputOf<{ xMin?: number; xMax?: number }>(key) ?? {};
  return { xMin, xMax };
}

/** tRPC's query keys are [path, { input, type }]. */
function inputOf<T>(key: QueryKey): T | undefined {
  return (key[1] as { input?: T } | undefined)?.input;
}

function markStale(queryClient: QueryClient, queryKey: QueryKey) {
  void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
}
