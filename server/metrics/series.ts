import type Database from "better-sqlite3";
import type { Db } from "#server/db/open.ts";
import { type Detail, type Piece, type PointRange, rangeExtent, readPieces } from "#server/db/points/read.ts";
import { shownFor, shownParts, shownRanges } from "#server/db/points/shown.ts";
import { Summaries } from "#server/db/points/summary.ts";
import { BLOCK_POINTS, GROUP_POINTS, tablesOf } from "#server/db/points/tables.ts";
import { type Buckets, bucketPieces, bucketSize } from "./bucket.ts";
import { readKeyIds } from "./keys.ts";
import { findNonFinite, MAX_NON_FINITE, type NonFinite } from "./non-finite.ts";

/** One metric of one run: a point, or a bucket of points, per index. */
export type SeriesData = {
  runId: string;
  key: string;
  attempts: { attempt: number; fromStep: number }[];
  nonFinite: NonFinite[];
} & Buckets;
export type ReadSeries = { series: { runId: string; key: string }[]; xMin?: number; xMax?: number; width?: number };

/** Series for charts: every point where they are few, else buckets that keep min, max, mean, first and last. */
export function readSeries(db: Db, { series, xMin, xMax, width = 800 }: ReadSeries): { series: SeriesData[] } {
  const sqlite = db.$client;
  return db.transaction((tx) => {
    const runIds = [...new Set(series.map(({ runId }) => runId))];
    const ranges = new Map(runIds.map((runId) => [runId, shownRanges(tx, runId)]));
    const keyIds = readKeyIds(db, series);
    const bounds = { from: Math.ceil(xMin ?? 0), to: Math.floor(xMax ?? Number.MAX_SAFE_INTEGER) };
    return {
      series: series.map(({ runId, key }, i) => {
        const shown = ranges.get(runId)!;
        const keyId = keyIds[i];
        const parts = keyId === undefined ? [] : shownParts(tablesOf(sqlite), keyId, shownFor(key, shown));
        const attempts = shown.map(({ attempt, fromStep }) => ({ attempt, fromStep }));
        return { runId, key, attempts, ...readBuckets(sqlite, clip(parts, bounds), width) };
      }),
    };
  });
}

function clip(parts: PointRange[], { from, to }: { from: number; to: number }): PointRange[] {
  return parts
    .map((part) => ({ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }))
    .filter((part) => part.from <= part.to);
}

function readBuckets(sqlite: Database.Database, parts: PointRange[], width: number) {
  const extents = parts.flatMap((part) => rangeExtent(sqlite, part) ?? []);
  const count = extents.reduce((sum, extent) => sum + extent.count, 0);
  const [first, last] = [extents[0]?.firstStep ?? 0, extents.at(-1)?.lastStep ?? 0];
  const size = bucketSize(first, last, width);
  const detail = detailFor(count, width);
  const pieces: Piece[] = [];
  const nonFinite: NonFinite[] = [];
  for (const part of parts) {
    const read = readPieces(sqlite, part, detail);
    nonFinite.push(...findNonFinite(sqlite, part, read));
    pieces.push(...read);
  }
  // Rows that the range cuts were counted whole; few enough points to see that they are few are counted one by one.
  const isMerged = pieces.some(isMany) || countPoints(pieces) > width;
  return { ...bucketPieces(pieces, isMerged ? size : 0), nonFinite: nonFinite.slice(0, MAX_NON_FINITE) };
}

/** The coarsest pieces of which there are at least half as many as asked for: as few as there may be buckets. */
function detailFor(points: number, width: number): Detail {
  if (points < (width / 2) * GROUP_POINTS) return "points";
  return points < (width / 2) * BLOCK_POINTS ? "groups" : "blocks";
}

function isMany(piece: Piece): piece is Summaries {
  return piece instanceof Summaries;
}

function countPoints(pieces: Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (isMany(piece) ? 0 : piece.step.length), 0);
}
