import type Database from "better-sqlite3";
import { readPieces } from "./read.ts";
import { type ShownRange, shownParts } from "./shown.ts";
import { combine, Summaries, type Summary, summarize } from "./summary.ts";
import { tablesOf } from "./tables.ts";

/** All shown points of a metric in one summary; null when there is none. */
export function aggregate(sqlite: Database.Database, keyId: number, shown: ShownRange[]): Summary | null {
  const summaries = shownParts(tablesOf(sqlite), keyId, shown).flatMap((range) =>
    readPieces(sqlite, range, "blocks").flatMap((piece) => {
      if (piece instanceof Summaries) return combine(piece);
      return piece.step.length > 0 ? summarize(piece) : [];
    }),
  );
  return summaries.length > 0 ? combine(summaries) : null;
}
