import type { Painted } from "./paint-chart.ts";
import { hasDots, hasHairlines, standsAlone } from "./paint-lines.ts";
import type { Mark } from "./paint-marks.ts";
import type { PreparedLine } from "./prepare-series.ts";

/**
 * A live chart mostly gains a few points at the ends of its lines. How many points of each line are drawn already, where
 * `next` is `old` with such points and nothing else; null when all must be drawn anew.
 */
export function growthOf(old: Painted, next: Painted): number[] | null {
  const isSame =
    old.picture === next.picture &&
    old.references === next.references &&
    old.lines.length === next.lines.length &&
    hasHairlines(old.lines, old.picture) === hasHairlines(next.lines, old.picture) &&
    areSameMarks(old.marks, next.marks);
  if (!isSame) return null;
  const drawn: number[] = [];
  for (let i = 0; i < old.lines.length; i++) {
    const before = old.lines[i]!;
    const after = next.lines[i]!;
    if (before !== after) {
      const isOnlyLonger =
        isContinued(before, after) && !hasDots(before, old.picture) && !standsAlone(before, before.x.length - 1);
      if (!isOnlyLonger) return null;
    }
    drawn.push(before.x.length);
  }
  return drawn;
}

function isContinued(before: PreparedLine, after: PreparedLine): boolean {
  return (
    before.id === after.id &&
    before.color === after.color &&
    before.dash === after.dash &&
    before.brokenAt.length === after.brokenAt.length &&
    startsWith(after.x, before.x) &&
    startsWith(after.y, before.y) &&
    startsWith(after.raw, before.raw) &&
    startsWith(after.band?.low, before.band?.low) &&
    startsWith(after.band?.high, before.band?.high)
  );
}

type Column = Float64Array | null | undefined;

function startsWith(long: Column, short: Column): boolean {
  if (!long || !short) return !long && !short;
  if (long.length < short.length) return false;
  for (let i = 0; i < short.length; i++) if (!Object.is(long[i], short[i])) return false;
  return true;
}

function areSameMarks(old: readonly Mark[], next: readonly Mark[]): boolean {
  if (old === next) return true;
  return old.length === next.length && old.every(({ x, kind }, i) => x === next[i]!.x && kind === next[i]!.kind);
}
