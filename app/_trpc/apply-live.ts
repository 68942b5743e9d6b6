import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { appendToAnswer } from "./append-to-answer.ts";
import type { useTRPC } from "./context.ts";
import { mergeLatest } from "./merge-latest.ts";
import { mergeIntoDetail, mergeIntoList } from "./merge-runs.ts";
import { inputOf, rangeOf } from "./query-input.ts";
import type { LatestRow, LiveBatch, LivePoints, RunList, RunRow, RunStatus, SeriesAnswer } from "./rows.ts";

type Api = ReturnType<typeof useTRPC>;

/**
 * Lays one live batch over everything that is cached; whatever it cannot carry is marked stale.
 * `seen` remembers each run's status from batch to batch: lists and queue are asked anew only when one has moved.
 */
export function applyLive(queryClient: QueryClient, trpc: Api, batch: LiveBatch, seen: Map<string, RunStatus>) {
  const moved = batch.runs.filter((row) => seen.get(row.id) !== row.status);
  for (const row of batch.runs) seen.set(row.id, row.status);
  mergeRuns(queryClient, trpc, batch.runs, batch.removed);
  if (moved.length > 0 || batch.removed.length > 0) refreshAround(queryClient, trpc, moved);
  if (batch.points.length > 0) applyPoints(queryClient, trpc, batch.points);
}

/** The answer of a mutation: shown at once, and everything around it asked anew. */
export function applyRuns(queryClient: QueryClient, trpc: Api, changed: RunRow[], removed: string[] = []) {
  mergeRuns(queryClient, trpc, changed, removed);
  refreshAround(queryClient, trpc, changed);
}

function mergeRuns(queryClient: QueryClient, trpc: Api, changed: RunRow[], removed: string[]) {
  if (changed.length === 0 && removed.length === 0) return;
  queryClient.setQueriesData<RunList>(trpc.runs.list.pathFilter(), (list) => mergeIntoList(list, changed, removed));
  for (const row of changed) {
    queryClient.setQueryData(trpc.runs.get.queryKey({ id: row.id }), (old) => mergeIntoDetail(old, row));
    markStale(queryClient, trpc.checkpoints.list.queryKey({ runId: row.id }));
  }
}

/** Order, filters, queue places and attempts may change with a status. */
function refreshAround(queryClient: QueryClient, trpc: Api, changed: RunRow[]) {
  askAgain(queryClient, trpc.runs.list.pathKey());
  askAgain(queryClient, trpc.system.queue.pathKey());
  askAgain(queryClient, trpc.projects.list.pathKey());
  askAgain(queryClient, trpc.sweeps.pathKey());
  for (const row of changed) {
    askAgain(queryClient, trpc.runs.get.queryKey({ id: row.id }));
    askAgain(queryClient, trpc.checkpoints.list.queryKey({ runId: row.id }));
  }
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

/** An answer that is under way may be older than what just happened: it is dropped and asked for anew. */
function askAgain(queryClient: QueryClient, queryKey: QueryKey) {
  void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: true });
}

/** For what comes with every batch: one that is under way is let through, the next batch asks again. */
function markStale(queryClient: QueryClient, queryKey: QueryKey) {
  void queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false });
}
