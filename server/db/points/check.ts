import type Database from "better-sqlite3";
import { aggregate } from "./aggregate.ts";
import { encodeGroups } from "./append.ts";
import { decodeColumns } from "./codec.ts";
import type { ShownRange } from "./shown.ts";
import { combine, encodeSummaries, Summaries } from "./summary.ts";
import { type BlockRow, type PartRow, type Place, type SpanRow, tablesOf } from "./tables.ts";

export type PointTable = "point_parts" | "point_blocks" | "point_spans";
export type BadRow = { table: PointTable; metric: number; attempt: number; step: number };

/** Metrics that have points but no row of their own. */
export function homelessMetrics(sqlite: Database.Database): number[] {
  return sqlite
    .prepare<[], number>(
      `SELECT key_id FROM point_parts UNION SELECT key_id FROM point_blocks UNION SELECT key_id FROM point_spans
       EXCEPT SELECT id FROM metric_keys`,
    )
    .pluck()
    .all();
}

/** Points that are stored, and how many of them are shown. */
export function countPoints(sqlite: Database.Database, keyId: number, shown: ShownRange[]) {
  const stored = sqlite
    .prepare<[number, number], number>(
      `SELECT coalesce(sum(count), 0) FROM (SELECT count FROM point_parts WHERE key_id = ?
       UNION ALL SELECT count FROM point_blocks WHERE key_id = ?)`,
    )
    .pluck()
    .get(keyId, keyId)!;
  return { stored, shown: aggregate(sqlite, keyId, shown)?.count ?? 0 };
}

/** Rows of a metric's points that do not hold what they say, by decoding every point. */
export function* badRows(sqlite: Database.Database, place: Place): Generator<BadRow> {
  const { parts, blocks, spans } = tablesOf(sqlite);
  const bad = (table: PointTable, step: number): BadRow => ({
    table,
    metric: place.keyId,
    attempt: place.attempt,
    step,
  });
  let end = -1;
  const follows = (row: { firstStep: number; lastStep: number }) => {
    const isAfter = row.firstStep > end && row.lastStep >= row.firstStep;
    end = row.lastStep;
    return isAfter;
  };
  for (let row = blocks.full.get(after(place, -1)); row; row = blocks.full.get(after(place, row.lastStep)))
    if (!follows(row) || !holds(() => isBlock(row!))) yield bad("point_blocks", row.firstStep);
  for (const row of parts.meeting.all(after(place, -1)))
    if (!follows(row) || !holds(() => isPart(row))) yield bad("point_parts", row.firstStep);
  for (const row of spans.meeting.all(after(place, -1))) {
    const of = blocks.meeting.all({ ...place, from: row.firstStep, to: row.lastStep });
    if (!holds(() => isSpan(row, of))) yield bad("point_spans", row.firstStep);
  }
}

function after(place: Place, step: number) {
  return { ...place, from: step + 1, to: Number.MAX_SAFE_INTEGER };
}

/** Bytes that are damaged may not even be read. */
function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

function isPart({ data, firstStep, lastStep, count }: PartRow): boolean {
  const { step } = decodeColumns(data);
  return step.length === count && step[0] === firstStep && step.at(-1) === lastStep;
}

function isBlock(row: BlockRow & PartRow): boolean {
  return isPart(row) && encodeGroups(decodeColumns(row.data)).equals(row.summaries);
}

function isSpan({ summaries, count, firstStep, lastStep }: SpanRow, blocks: BlockRow[]): boolean {
  const sum = blocks.reduce((total, block) => total + block.count, 0);
  const hasEnds = blocks[0]?.firstStep === firstStep && blocks.at(-1)?.lastStep === lastStep;
  const told = encodeSummaries(blocks.map((block) => combine(Summaries.decode(block.summaries))));
  return hasEnds && sum === count && told.equals(summaries);
}
