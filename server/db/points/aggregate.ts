import type Database from "better-sqlite3";
import { isSummary, readPieces } from "./read.ts";
import { type ShownRange, shownParts } from "./shown.ts";
import { combine, type Summary, summarize } from "./summary.ts";
import { tablesOf } from "./tables.ts";

/** All shown points of a metric in one summary; null when there is none. */
export function aggregate(sqlite: Database.Database, keyId: number, shown: ShownRange[]): Summary | null {
  const summaries = shownParts(tablesOf(sqlite), keyId, shown).flatMap((range) =>
    readPieces(sqlite, range, "blocks").flatMap((piece) => {
      if (isSummary(piece)) return piece;
      return piece.step.length > 0 ? summarize(piece) : [];
    }),
  );
  return summaries.length > 0 ? combine(summaries) : null;
}
