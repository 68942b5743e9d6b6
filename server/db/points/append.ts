import type Database from "better-sqlite3";
import { decodeColumns, encodeColumns } from "./codec.ts";
import { type Columns, concat, firstNotBelow, merge, slice } from "./columns.ts";
import { combine, encodeSummaries, Summaries, summarize } from "./summary.ts";
import {
  BLOCK_POINTS,
  type FullBlockRow,
  GROUP_POINTS,
  type Place,
  SMALL_PART,
  SPAN_BLOCKS,
  type Tables,
  tablesOf,
  type Waiting,
} from "./tables.ts";

/**
 * Store points of one attempt at one metric, by step; the same step again replaces what was there.
 * Returns where they lay: with nothing there before, after all that was there, or among it.
 */
export function appendPoints(sqlite: Database.Database, place: Place, columns: Columns): "first" | "after" | "among" {
  const first = columns.step[0];
  if (first === undefined) return "after";
  const tables = tablesOf(sqlite);
  const waiting = tables.parts.waiting.get(place)!;
  const lastStep = waiting.lastStep ?? tables.blocks.last.get(place)?.lastStep;
  if (lastStep !== undefined && first <= lastStep) {
    mend(tables, place, columns);
    return "among";
  }
  addAtEnd(tables, place, waiting, columns);
  return lastStep === undefined ? "first" : "after";
}

/** As one more part; with the small ones when they are many, and as blocks where there is enough for one. */
function addAtEnd(tables: Tables, place: Place, { points, small, smallFrom }: Waiting, columns: Columns) {
  if (points + columns.step.length >= BLOCK_POINTS)
    storeTail(tables, place, concat([takeParts(tables, place), columns]));
  else if (small >= SMALL_PART) insertPart(tables, place, concat([takeParts(tables, place, smallFrom), columns]));
  else insertPart(tables, place, columns);
}

/** Points that lie among those that are there: block by block, what follows the last block with the parts. */
function mend(tables: Tables, place: Place, columns: Columns) {
  let from = 0;
  while (from < columns.step.length) {
    const step = columns.step[from]!;
    // The first block that ends at or after the step.
    const block = tables.blocks.full.get({ ...place, from: step, to: Number.MAX_SAFE_INTEGER });
    if (!block) {
      storeTail(tables, place, merge(takeParts(tables, place), slice(columns, from, columns.step.length)));
      return;
    }
    const to = firstNotBelow(columns.step, block.lastStep + 1);
    mendBlock(tables, place, block, slice(columns, from, to));
    from = to;
  }
}

function mendBlock(tables: Tables, place: Place, block: FullBlockRow, columns: Columns) {
  const mended = merge(decodeColumns(block.data), columns);
  if (encodeColumns(mended).equals(block.data)) return;
  tables.blocks.remove.run({ ...place, from: block.firstStep, to: block.firstStep });
  const pieces = Math.ceil(mended.step.length / BLOCK_POINTS);
  for (let i = 0; i < pieces; i++) {
    const [from, to] = [i, i + 1].map((n) => Math.round((n * mended.step.length) / pieces));
    insertBlock(tables, place, slice(mended, from!, to!));
  }
  respan(tables, place, { from: mended.step[0]!, to: block.lastStep });
}

/** The last points of a place: whole blocks of them sealed, the rest as one part. */
function storeTail(tables: Tables, place: Place, all: Columns) {
  let at = 0;
  for (; all.step.length - at >= BLOCK_POINTS; at += BLOCK_POINTS)
    insertBlock(tables, place, slice(all, at, at + BLOCK_POINTS));
  if (at < all.step.length) insertPart(tables, place, slice(all, at, all.step.length));
  if (at > 0) spanTail(tables, place);
}

/** The parts from a step on, taken out of the table. */
function takeParts(tables: Tables, place: Place, from = 0): Columns {
  const range = { ...place, from, to: Number.MAX_SAFE_INTEGER };
  const rows = tables.parts.meeting.all(range);
  tables.parts.remove.run(range);
  return concat(rows.map(({ data }) => decodeColumns(data)));
}

function insertPart({ parts }: Tables, place: Place, columns: Columns) {
  parts.insert.run({ ...place, ...extentOf(columns), data: encodeColumns(columns) });
}

function insertBlock({ blocks }: Tables, place: Place, columns: Columns) {
  const summaries = encodeGroups(columns);
  blocks.insert.run({ ...place, ...extentOf(columns), summaries, data: encodeColumns(columns) });
}

/** What a block says of its points, group by group. */
export function encodeGroups(columns: Columns): Buffer {
  const summaries = [];
  for (let from = 0; from < columns.step.length; from += GROUP_POINTS)
    summaries.push(summarize(columns, from, Math.min(from + GROUP_POINTS, columns.step.length)));
  return encodeSummaries(summaries);
}

function extentOf({ step }: Columns) {
  return { firstStep: step[0]!, lastStep: step[step.length - 1]!, count: step.length };
}

/** Spans over the newest blocks, as soon as there are enough for one. */
function spanTail(tables: Tables, place: Place) {
  const from = (tables.spans.last.get(place)?.lastStep ?? -1) + 1;
  insertSpans(tables, place, { from, to: Number.MAX_SAFE_INTEGER }, { onlyWhole: true });
}

/** Spans anew where blocks changed under them. */
function respan(tables: Tables, place: Place, range: { from: number; to: number }) {
  const spans = tables.spans.meeting.all({ ...place, ...range });
  if (spans.length === 0) return; // Among the newest blocks, which no span covers yet.
  const from = Math.min(range.from, spans[0]!.firstStep);
  const to = Math.max(range.to, spans.at(-1)!.lastStep);
  tables.spans.remove.run({ ...place, from, to });
  insertSpans(tables, place, { from, to }, { onlyWhole: false });
}

function insertSpans(tables: Tables, place: Place, range: { from: number; to: number }, { onlyWhole = false }) {
  const blocks = tables.blocks.meeting.all({ ...place, ...range });
  for (let at = 0; at < blocks.length; at += SPAN_BLOCKS) {
    const of = blocks.slice(at, at + SPAN_BLOCKS);
    if (onlyWhole && of.length < SPAN_BLOCKS) return;
    tables.spans.insert.run({
      ...place,
      firstStep: of[0]!.firstStep,
      lastStep: of.at(-1)!.lastStep,
      count: of.reduce((sum, { count }) => sum + count, 0),
      summaries: encodeSummaries(of.map(({ summaries }) => combine(Summaries.decode(summaries)))),
    });
  }
}
