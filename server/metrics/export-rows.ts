import type { Db } from "#server/db/open.ts";
import type { Columns } from "#server/db/points/columns.ts";
import { iteratePoints, type PointRange } from "#server/db/points/read.ts";
import { type ShownRange, shownFor, shownParts, shownRanges } from "#server/db/points/shown.ts";
import { tablesOf } from "#server/db/points/tables.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";
import { readKeys } from "./keys.ts";

/** Which points: of these runs, of these metrics or all, within these steps, of every attempt or as charts show them. */
export type ExportPoints = {
  runIds: string[];
  keys?: string[];
  from?: number;
  to?: number;
  attempts: "all" | "shown";
};

/** Some points of one metric of one run, as one attempt logged them. */
export type ExportPiece = Columns & { run: string; key: string; attempt: number };

/** What an export holds, a block at a time. @throws NOT_FOUND, before the first piece, for a run or metric that is not there */
export function exportPieces(db: Db, asked: ExportPoints): Iterable<ExportPiece> {
  const runs = asked.runIds.map((run) => {
    findRun(db, run);
    return { run, metrics: readKeys(db, [run]).sort((a, b) => (a.key < b.key ? -1 : 1)) };
  });
  const unknown = asked.keys?.find((key) => runs.every(({ metrics }) => metrics.every((metric) => metric.key !== key)));
  if (unknown !== undefined) throw new DomainError("NOT_FOUND", `none of these runs has a metric "${unknown}"`);
  return readAll(db, runs, asked);
}

type RunMetrics = { run: string; metrics: { id: number; key: string }[] };

function* readAll(
  db: Db,
  runs: RunMetrics[],
  { keys, from = 0, to = Number.MAX_SAFE_INTEGER, attempts }: ExportPoints,
) {
  for (const { run, metrics } of runs) {
    const shown = shownRanges(db, run);
    for (const { id, key } of metrics) {
      if (keys && !keys.includes(key)) continue;
      for (const part of partsOf(db, id, shownFor(key, shown), attempts)) {
        const range = { ...part, from, to: Math.min(part.to, to) };
        for (const columns of iteratePoints(db.$client, range))
          if (columns.step.length > 0) yield { ...columns, run, key, attempt: part.attempt };
      }
    }
  }
}

function partsOf(db: Db, keyId: number, shown: ShownRange[], attempts: ExportPoints["attempts"]): PointRange[] {
  if (attempts === "shown") return shownParts(tablesOf(db.$client), keyId, shown);
  return shown.map(({ attempt }) => ({ keyId, attempt, from: 0, to: Number.MAX_SAFE_INTEGER }));
}
