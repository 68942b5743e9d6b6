import type Database from "better-sqlite3";
import { perConnection } from "../per-connection.ts";

// One statement each, prepared once a connection. Parts, blocks and spans are the three tables that points live in;
// README.md beside this file says how they belong together.

export const BLOCK_POINTS = 1024;
/** Points of a block that one of its summaries stands for. */
export const GROUP_POINTS = 64;
/** Blocks of a span. */
export const SPAN_BLOCKS = 32;
/** Parts of fewer points than this are small; so many small ones become one. */
export const SMALL_PART = 32;

/** Points of one metric of a run that one attempt logged. */
export type Place = { keyId: number; attempt: number };
/** Where rows of points lie. */
export type Extent = { firstStep: number; lastStep: number; count: number };
export type PartRow = Extent & { data: Buffer };
export type BlockRow = Extent & { summaries: Buffer };
export type FullBlockRow = BlockRow & { data: Buffer };
/** Its summaries are those of its blocks, one each. */
export type SpanRow = Extent & { summaries: Buffer };

export type Waiting = { points: number; lastStep: number | null; small: number; smallFrom: number };

export type Tables = ReturnType<typeof prepare>;

export const tablesOf = perConnection(prepare);

const EXTENT = "first_step AS firstStep, last_step AS lastStep, count";
const OF = "key_id = @keyId AND attempt = @attempt";
/** Rows lie one after the other, so those that meet a range begin with the last one that starts before it. */
const startsFrom = (table: string) =>
  `first_step >= coalesce((SELECT max(first_step) FROM ${table} WHERE ${OF} AND first_step <= @from), @from)`;
const meets = (table: string) =>
  `${OF} AND ${startsFrom(table)} AND first_step <= @to AND last_step >= @from ORDER BY first_step`;

type Range = Place & { from: number; to: number };

function prepare(sqlite: Database.Database) {
  const meeting = <Row>(table: string, blobs: string) =>
    sqlite.prepare<[Range], Row>(`SELECT ${EXTENT}, ${blobs} FROM ${table} WHERE ${meets(table)}`);
  const extent = (table: string) =>
    sqlite.prepare<[Range], { count: number; firstStep: number | null; lastStep: number | null }>(
      `SELECT coalesce(sum(count), 0) AS count, min(first_step) AS firstStep, max(last_step) AS lastStep
       FROM (SELECT first_step, last_step, count FROM ${table} WHERE ${meets(table)})`,
    );
  const last = (table: string) =>
    sqlite.prepare<[Place], Extent>(`SELECT ${EXTENT} FROM ${table} WHERE ${OF} ORDER BY first_step DESC LIMIT 1`);
  const insert = (table: string, blobs: string[]) =>
    sqlite.prepare(
      `INSERT INTO ${table} (key_id, attempt, first_step, last_step, count, ${blobs.join(", ")})
       VALUES (@keyId, @attempt, @firstStep, @lastStep, @count, ${blobs.map((name) => `@${name}`).join(", ")})`,
    );
  const remove = (table: string) =>
    sqlite.prepare<[Range]>(`DELETE FROM ${table} WHERE ${OF} AND first_step BETWEEN @from AND @to`);
  return {
    parts: {
      /** How many points wait in parts, and which of the parts are small. */
      waiting: sqlite.prepare<[Place], Waiting>(
        `SELECT coalesce(sum(count), 0) AS points, max(last_step) AS lastStep,
           coalesce(sum(count < ${SMALL_PART}), 0) AS small,
           coalesce(min(iif(count < ${SMALL_PART}, first_step, NULL)), 0) AS smallFrom
         FROM point_parts WHERE ${OF}`,
      ),
      meeting: meeting<PartRow>("point_parts", "data"),
      extent: extent("point_parts"),
      insert: insert("point_parts", ["data"]),
      remove: remove("point_parts"),
    },
    blocks: {
      meeting: meeting<BlockRow>("point_blocks", "summaries"),
      /** With their points. */
      full: meeting<FullBlockRow>("point_blocks", "summaries, data"),
      last: last("point_blocks"),
      extent: extent("point_blocks"),
      insert: insert("point_blocks", ["summaries", "data"]),
      remove: remove("point_blocks"),
    },
    spans: {
      meeting: meeting<SpanRow>("point_spans", "summaries"),
      last: last("point_spans"),
      extent: extent("point_spans"),
      insert: insert("point_spans", ["summaries"]),
      remove: remove("point_spans"),
    },
    /** The first step of a place; null when it has no point. */
    firstStep: sqlite
      .prepare<[Place], number | null>(
        `SELECT min(first) FROM (SELECT min(first_step) AS first FROM point_blocks WHERE ${OF}
         UNION ALL SELECT min(first_step) FROM point_parts WHERE ${OF})`,
      )
      .pluck(),
    forget: ["point_parts", "point_blocks", "point_spans"].map((table) =>
      sqlite.prepare<[string]>(`DELETE FROM ${table} WHERE key_id IN (SELECT id FROM metric_keys WHERE run_id = ?)`),
    ),
  };
}

/** Remove every point of a run. */
export function forgetPoints(sqlite: Database.Database, runId: string) {
  for (const statement of tablesOf(sqlite).forget) statement.run(runId);
}
