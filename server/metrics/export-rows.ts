import type { Db } from "#server/db/open.ts";
import type { Columns } from "#server/db/points/columns.ts";
import { iteratePoints, type PointRange } from "#server/db/points/read.ts";
import { shownParts, shownRanges } from "#server/db/points/shown.ts";
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
  const metrics = asked.runIds.flatMap((run) => {
    findRun(db, run);
    return readKeys(db, [run]).map(({ id, key }) => ({ run, id, key }));
  });
  const unknown = asked.keys?.find((key) => metrics.every((metric) => metric.key !== key));
  if (unknown !== undefined) throw new DomainError("NOT_FOUND", `none of these runs has a metric "${unknown}"`);
  const wanted = metrics
    .filter(({ key }) => !asked.keys || asked.keys.includes(key))
    .sort((a, b) => (a.run === b.run ? (a.key < b.key ? -1 : 1) : 0));
  return readAll(db, wanted, asked);
}

function* readAll(db: Db, metrics: { run: string; id: number; key: string }[], asked: ExportPoints) {
  for (const { run, id, key } of metrics)
    for (const part of partsOf(db, run, id, asked.attempts)) {
      const range = { ...part, from: Math.max(part.from, asked.from ?? 0), to: Math.min(part.to, asked.to ?? part.to) };
      if (range.from > range.to) continue;
      for (const columns of iteratePoints(db.$client, range))
        if (columns.step.length > 0) yield { ...columns, run, key, attempt: part.attempt };
    }
}

function partsOf(db: Db, run: string, keyId: number, attempts: ExportPoints["attempts"]): PointRange[] {
  const shown = shownRanges(db, run);
  if (attempts === "shown") return shownParts(tablesOf(db.$client), keyId, shown);
  return shown.map(({ attempt }) => ({ keyId, attempt, from: 0, to: Number.MAX_SAFE_INTEGER }));
}
