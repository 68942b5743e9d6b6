import { ESC, type Escape, parseEscape } from "./escape.ts";
import { applySgr, PLAIN, type Style } from "./style.ts";

/** The bytes of a row as it was drawn last, and the style that they begin with. */
export type Segment = { from: number; to: number; style: Style };
/** Where the scan of an output stands; it can go on from a copy. Never inside an escape sequence. */
export type Cursor = {
  offset: number;
  /** The lowest row so far, counted from 0, where it starts, and how many rows above it the cursor is. */
  bottom: number;
  bottomStart: number;
  up: number;
  style: Style;
  /** Of the row that the cursor is in; its end is kept only when the row is left. */
  segment: Segment;
  /** What is printed next replaces what the row shows. */
  isFresh: boolean;
};
/** Rows that the cursor came back to, as they were left last. Null: not kept, and what such rows show is not known. */
export type Redrawn = { rows: Map<number, Segment>; limit: number; recent: Segment[]; fullAt: number } | null;
export type OnRow = (row: number, segment: Segment) => void;

/** As far as the cursor may go back, as a terminal's is kept within its window. */
export const MAX_UP = 64;
const NOWHERE: Segment = { from: 0, to: 0, style: PLAIN };

export function startCursor(): Cursor {
  const segment = { from: 0, to: 0, style: PLAIN };
  return { offset: 0, bottom: 0, bottomStart: 0, up: 0, style: PLAIN, segment, isFresh: true };
}

export function copyCursor(cursor: Cursor): Cursor {
  return { ...cursor, segment: { ...cursor.segment } };
}

/** What the row under the cursor shows. */
export function segmentNow({ segment, isFresh, offset }: Cursor): Segment {
  return isFresh ? segment : { ...segment, to: offset };
}

export function rowsOf({ bottom, bottomStart, offset }: Cursor): number {
  return bottom + (offset > bottomStart ? 1 : 0);
}

export function makeRedrawn(limit: number): NonNullable<Redrawn> {
  return { rows: new Map(), limit, recent: [], fullAt: Number.POSITIVE_INFINITY };
}

/**
 * Move the cursor over bytes that follow it, until row `until` begins, and tell of each row that is complete. The row
 * on which a progress bar is drawn holds what it showed last. Bytes of a torn escape sequence at the end stay unread.
 */
export function scan(
  cursor: Cursor,
  bytes: Buffer,
  { until, redrawn, fullAt, onRow }: { until: number; redrawn: Redrawn; fullAt?: number; onRow?: OnRow },
): void {
  const base = cursor.offset;
  const { length } = bytes;
  let i = 0;
  while (i < length && cursor.bottom < until) {
    const byte = bytes[i]!;
    if (byte >= 0x20 || byte === 0x09) {
      if (cursor.isFresh) {
        cursor.segment = { from: base + i, to: base + i, style: cursor.style };
        cursor.isFresh = false;
      }
      i++;
      while (i < length && bytes[i]! >= 0x20) i++;
    } else if (byte === 0x0a) {
      feedLine(cursor, base + i, redrawn, onRow);
      i++;
    } else if (byte === 0x0d) {
      endSegment(cursor, base + i);
      i++;
    } else if (byte === ESC) {
      const sequence = parseEscape(bytes, i);
      if (sequence === null) break;
      const canGoUp = base + i < (redrawn?.fullAt ?? fullAt ?? Number.POSITIVE_INFINITY);
      obey(cursor, sequence, { at: base + i, canGoUp, redrawn });
      i += sequence.length;
    } else i++;
  }
  cursor.offset = base + i;
}

type Place = { at: number; canGoUp: boolean; redrawn: Redrawn };

function obey(cursor: Cursor, { length, final, parameters }: Escape, place: Place) {
  const { at } = place;
  if (final === "m") {
    // "ESC [ > 4 m" and its like are of other families.
    if (/^[\d;:]*$/.test(parameters)) cursor.style = applySgr(cursor.style, parameters);
  } else if (final === "K") {
    // To the end of the line erases nothing that was just drawn, but all of a line whose start the cursor is at.
    if (cursor.isFresh || parameters === "1" || parameters === "2") {
      const after = at + length;
      cursor.segment = { from: after, to: after, style: cursor.style };
      cursor.isFresh = true;
    }
  } else if (final === "A" || final === "F") {
    endSegment(cursor, at);
    goUp(cursor, Number.parseInt(parameters, 10) || 1, place);
  } else if (final === "B" || final === "E") {
    endSegment(cursor, at);
    const down = Math.min(cursor.up, Number.parseInt(parameters, 10) || 1);
    if (down > 0) goTo(cursor, cursor.up - down, place.redrawn);
  } else if (final === "G" && (parameters === "" || parameters === "1")) endSegment(cursor, at);
}

function feedLine(cursor: Cursor, at: number, redrawn: Redrawn, onRow: OnRow | undefined) {
  endSegment(cursor, at);
  if (cursor.up > 0) return goTo(cursor, cursor.up - 1, redrawn);
  const { bottom, segment } = cursor;
  if (redrawn) {
    redrawn.recent[bottom % MAX_UP] = segment;
    if (redrawn.rows.has(bottom)) redrawn.rows.set(bottom, segment);
  }
  onRow?.(bottom, segment);
  cursor.bottom++;
  cursor.bottomStart = at + 1;
  cursor.segment = { from: at + 1, to: at + 1, style: cursor.style };
}

function goUp(cursor: Cursor, wanted: number, { at, canGoUp, redrawn }: Place) {
  if (!canGoUp) return;
  if (redrawn && redrawn.rows.size >= redrawn.limit) {
    redrawn.fullAt = at;
    return;
  }
  const up = Math.min(wanted, cursor.bottom - cursor.up, MAX_UP - 1 - cursor.up);
  if (up > 0) goTo(cursor, cursor.up + up, redrawn);
}

/** Leave the cursor's row as it is and enter another, which shows what it showed. */
function goTo(cursor: Cursor, up: number, redrawn: Redrawn) {
  const from = cursor.bottom - cursor.up;
  const to = cursor.bottom - up;
  redrawn?.rows.set(from, cursor.segment);
  cursor.segment = redrawn?.rows.get(to) ?? redrawn?.recent[to % MAX_UP] ?? NOWHERE;
  redrawn?.rows.set(to, cursor.segment);
  cursor.up = up;
}

function endSegment(cursor: Cursor, at: number) {
  if (!cursor.isFresh) cursor.segment.to = at;
  cursor.isFresh = true;
}
