import type { Db } from "#server/db/open.ts";
import { type Buckets, bucketPoints } from "./bucket.ts";
import { readKeys } from "./keys.ts";
import { readPoints } from "./read-points.ts";
import { shownRanges } from "./shown.ts";

export type SeriesData = { runId: string; key: string; attempts: { attempt: number; fromStep: number }[] } & Buckets;
export type ReadSeries = { series: { runId: string; key: string }[]; xMin?: number; xMax?: number; width?: number };

/** Series for charts: every point where they are few, else buckets that keep min, max, mean, first and last. */
export function readSeries(db: Db, { series, xMin, xMax, width = 800 }: ReadSeries): { series: SeriesData[] } {
  return db.transaction((tx) => {
    const runIds = [...new Set(series.map(({ runId }) => runId))];
    const ranges = new Map(runIds.map((runId) => [runId, shownRanges(tx, runId)]));
    const keyIds = new Map(readKeys(tx, runIds).map(({ runId, key, id }) => [`${runId} ${key}`, id]));
    const read = readPoints(db);
    return {
      series: series.map(({ runId, key }) => {
        const shown = ranges.get(runId)!;
        const keyId = keyIds.get(`${runId} ${key}`);
        const points = keyId === undefined ? [] : read({ keyId, shown, xMin, xMax });
        const attempts = shown.map(({ attempt, fromStep }) => ({ attempt, fromStep }));
        return { runId, key, attempts, ...bucketPoints(points, width) };
      }),
    };
  });
}
