import { nearestIndex } from "./nearest.ts";
import type { PreparedLine } from "./prepare-series.ts";

/** What one line says at the crosshair. `x` is its own nearest point, which may lie beside the crosshair. */
export type ReadingRow = { line: PreparedLine; index: number; x: number; y: number };

/** The x of the point, on any line, that is closest to `target`; null without points. */
export function snapX(lines: readonly PreparedLine[], target: number): number | null {
  let best: number | null = null;
  for (const { x } of lines) {
    const index = nearestIndex(x, target);
    if (index >= 0 && (best === null || Math.abs(x[index]! - target) < Math.abs(best - target))) best = x[index]!;
  }
  return best;
}

/** Every line's nearest point to `x`, highest value first. Lines that end more than `tolerance` away say nothing. */
export function readAt(lines: readonly PreparedLine[], x: number, tolerance: number): ReadingRow[] {
  const rows: ReadingRow[] = [];
  for (const line of lines) {
    const index = nearestIndex(line.x, x);
    if (index < 0) continue;
    const at = line.x[index]!;
    const isBeyond = x < line.x[0]! - tolerance || x > line.x[line.x.length - 1]! + tolerance;
    if (!isBeyond) rows.push({ line, index, x: at, y: line.y[index]! });
  }
  return rows.sort((a, b) => rank(b.y) - rank(a.y));
}

/** At most `most` rows that stay in order and hold the emphasised one, and how many are not among them. */
export function pickRows(
  rows: ReadingRow[],
  most: number,
  emphasised: string | null,
): { rows: ReadingRow[]; rest: number } {
  if (rows.length <= most) return { rows, rest: 0 };
  const place = rows.findIndex(({ line }) => line.id === emphasised);
  const start = place < most ? 0 : Math.min(place - Math.floor(most / 2), rows.length - most);
  return { rows: rows.slice(start, start + most), rest: rows.length - most };
}

/** Every x that any line has a point at, ascending, each once. */
export function allX(lines: readonly PreparedLine[]): Float64Array {
  const sorted = Float64Array.from(new Set(lines.flatMap(({ x }) => [...x])));
  return sorted.sort();
}

/** A gap is listed last. */
function rank(y: number): number {
  return Number.isNaN(y) ? Number.NEGATIVE_INFINITY : y;
}
