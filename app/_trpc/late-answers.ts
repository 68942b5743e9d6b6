import type { QueryClient } from "@tanstack/react-query";
import { appendToAnswer } from "./append-to-answer.ts";
import { rangeOf } from "./query-input.ts";
import type { LivePoints, SeriesAnswer } from "./rows.ts";

/** Longer than any answer is under way. */
const KEPT_MS = 30_000;

/**
 * An answer of metrics.series that was under way when points came may be older than they are: what the last seconds
 * brought is laid over each such answer as it arrives. `take` hears of points, `stop` ends it.
 */
export function mendLateAnswers(queryClient: QueryClient, now = Date.now) {
  let recent: { at: number; points: LivePoints[] }[] = [];
  const stop = queryClient.getQueryCache().subscribe(({ type, query, ...event }) => {
    const action = "action" in event ? event.action : undefined;
    const isAnswer = type === "updated" && action?.type === "success" && !action.manual;
    if (!isAnswer || !isSeries(query.queryKey[0]) || recent.length === 0) return;
    const answer = query.state.data as SeriesAnswer;
    const points = recent.flatMap((batch) => batch.points);
    const next = appendToAnswer(answer, points, rangeOf(query.queryKey));
    if (next !== answer) queryClient.setQueryData(query.queryKey, next);
  });
  return {
    take(points: LivePoints[]) {
      recent = recent.filter(({ at }) => now() - at < KEPT_MS);
      if (points.length > 0) recent.push({ at: now(), points });
    },
    stop,
  };
}

function isSeries(path: unknown): boolean {
  return Array.isArray(path) && path.join(".") === "metrics.series";
}
