import type { LiveBatch } from "./rows.ts";

/** Several live batches, in order, as one: of a run the newest row, of points all. */
export function together(batches: readonly LiveBatch[]): LiveBatch {
  const removed = [...new Set(batches.flatMap((batch) => batch.removed))];
  const rows = new Map(batches.flatMap(({ runs }) => runs).map((row) => [row.id, row]));
  for (const id of removed) rows.delete(id);
  return {
    kind: "batch",
    mustReset: batches.some(({ mustReset }) => mustReset),
    runs: [...rows.values()],
    points: batches.flatMap(({ points }) => points),
    removed,
    alerts: batches.flatMap(({ alerts }) => alerts),
  };
}
