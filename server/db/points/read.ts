import type Database from "better-sqlite3";
import { decodeColumns } from "./codec.ts";
import { type Columns, concat, within } from "./columns.ts";
import { combine, Summaries } from "./summary.ts";
import { type Place, tablesOf } from "./tables.ts";

/** Steps `from` to `to`, both with, of one metric as one attempt logged it. */
export type PointRange = Place & { from: number; to: number };

/** How finely a range is told: point by point, in groups of at most 64 points, or in blocks of at most 1024. */
export type Detail = "points" | "groups" | "blocks";

/** Neighbouring points as they are, or what stands for them. */
export type Piece = Columns | Summaries;

/** Every point in a range, by step. */
export function readPoints(sqlite: Database.Database, range: PointRange): Columns {
  const { blocks, parts } = tablesOf(sqlite);
  const rows = [...blocks.full.all(range), ...parts.meeting.all(range)];
  return within(concat(rows.map(({ data }) => decodeColumns(data))), range.from, range.to);
}

/** Every point in a range, a block at a time: for ranges that memory does not hold. */
export function* iteratePoints(sqlite: Database.Database, range: PointRange): Generator<Columns> {
  const { blocks, parts } = tablesOf(sqlite);
  let { from } = range;
  // A look-up for each block: an open cursor would keep the connection from anything else.
  for (let row = blocks.full.get(range); row; row = blocks.full.get({ ...range, from })) {
    from = row.lastStep + 1;
    yield within(decodeColumns(row.data), range.from, range.to);
  }
  for (const { data } of parts.meeting.all({ ...range, from })) yield within(decodeColumns(data), range.from, range.to);
}

export type RangeExtent = { count: number; firstStep: number; lastStep: number };

/** How many points a range has and where they lie; a block that the range cuts counts whole. Null: it has none. */
export function rangeExtent(sqlite: Database.Database, range: PointRange): RangeExtent | null {
  const { spans, blocks, parts } = tablesOf(sqlite);
  const ofSpans = spans.extent.get(range)!;
  const rest = { ...range, from: ofSpans.lastStep === null ? range.from : ofSpans.lastStep + 1 };
  const all = [ofSpans, blocks.extent.get(rest)!, parts.extent.get(rest)!].filter(({ count }) => count > 0);
  if (all.length === 0) return null;
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    firstStep: Math.max(range.from, all[0]!.firstStep!),
    lastStep: Math.min(range.to, all.at(-1)!.lastStep!),
  };
}

/** A range in order of steps, no point left out or added: where it cuts a block, the block's points are told. */
export function readPieces(sqlite: Database.Database, range: PointRange, detail: Detail): Piece[] {
  if (detail === "points") return [readPoints(sqlite, range)];
  const { spans, blocks, parts } = tablesOf(sqlite);
  const isWhole = (row: { firstStep: number; lastStep: number }) =>
    row.firstStep >= range.from && row.lastStep <= range.to;
  const out: Piece[] = [];
  const addBlocks = (from: number, to: number) => {
    for (const block of blocks.meeting.all({ ...range, from, to })) {
      if (!isWhole(block)) out.push(readPoints(sqlite, cut(range, block)));
      else {
        const groups = Summaries.decode(block.summaries);
        out.push(detail === "blocks" ? Summaries.of([combine(groups)]) : groups);
      }
    }
  };
  let { from } = range;
  if (detail === "blocks")
    for (const span of spans.meeting.all(range)) {
      if (isWhole(span)) out.push(Summaries.decode(span.summaries));
      else {
        const part = cut(range, span);
        addBlocks(part.from, part.to);
      }
      from = span.lastStep + 1;
    }
  if (from <= range.to) addBlocks(from, range.to);
  for (const { data } of parts.meeting.all(range)) out.push(within(decodeColumns(data), range.from, range.to));
  return out;
}

/** What a range and a row have in common. */
function cut(range: PointRange, { firstStep, lastStep }: { firstStep: number; lastStep: number }): PointRange {
  return { ...range, from: Math.max(range.from, firstStep), to: Math.min(range.to, lastStep) };
}
