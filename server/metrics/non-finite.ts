import type Database from "better-sqlite3";
import type { Columns } from "#server/db/points/columns.ts";
import { type Piece, type PointRange, readPoints } from "#server/db/points/read.ts";
import { Summaries } from "#server/db/points/summary.ts";
import { encodeValue } from "#trainer/contract/log.ts";

export type NonFinite = { step: number; value: "NaN" | "Infinity" | "-Infinity" };

/** Enough to be seen; a run that logs more of them is broken all over. */
export const MAX_NON_FINITE = 100;

/** Where a range holds NaN or ±Infinity, the first ones; `pieces` are what was read of the range. */
export function findNonFinite(sqlite: Database.Database, range: PointRange, pieces: Piece[]): NonFinite[] {
  const found: NonFinite[] = [];
  for (const piece of pieces) {
    if (found.length >= MAX_NON_FINITE) break;
    if (!(piece instanceof Summaries)) addNonFinite(found, piece);
    else
      for (let i = 0; i < piece.length && found.length < MAX_NON_FINITE; i++) {
        const { finite, count, firstStep, lastStep } = piece.at(i);
        if (finite < count) addNonFinite(found, readPoints(sqlite, { ...range, from: firstStep, to: lastStep }));
      }
  }
  return found;
}

function addNonFinite(found: NonFinite[], { step, value }: Columns) {
  for (let i = 0; i < step.length && found.length < MAX_NON_FINITE; i++)
    if (!Number.isFinite(value[i]!))
      found.push({ step: step[i]!, value: encodeValue(value[i]!) as NonFinite["value"] });
}
