import { lastWhole } from "#server/artifacts/console.ts";
import type { Client } from "#server/db/client.ts";
import { MAX_ESCAPE_BYTES } from "./escape.ts";
import type { OutputFile } from "./file.ts";
import { makeLineIndex } from "./line-index.ts";
import { type Console, withConsole } from "./open-console.ts";
import { type Span, toSpans } from "./spans.ts";
import { readTimes, type Times } from "./times.ts";

export type ConsoleRow = {
  spans: Span[];
  /** Bytes of the row that are left out. */
  more: number;
  /** When it was seen first, as it is; null when nobody looked then. */
  time: number | null;
};
/** `from` is null where the output was not read so far that its rows are numbered. */
export type ConsoleRows = { from: number | null; rows: ConsoleRow[] };
export type ReadRows = { runId: string; from: number; count: number };
type TakeRows = { from: number; count: number; times: Times };

const ROW_BYTES = 8 * 1024;
const ANSWER_BYTES = 512 * 1024;
const WALK_BYTES = 8 * 1024 * 1024;

/**
 * Rows of a run's output from a number on, counted from 0, or from the end when negative; fewer where they are long.
 * Reads little more than what it returns.
 */
export async function readRows(client: Client, { runId, from, count }: ReadRows): Promise<ConsoleRows> {
  const times = readTimes(client.paths.run(runId));
  const found = await withConsole(client, runId, (console) =>
    from < 0 && isBehind(console)
      ? takeLast(console, { from, count, times })
      : takeRows(console, { from, count, times }),
  );
  return found ?? { from: 0, rows: [] };
}

export function takeRows({ file, index }: Console, { from, count, times }: TakeRows): ConsoleRows {
  const first = from < 0 ? Math.max(0, index.rows + from) : from;
  const rows: ConsoleRow[] = [];
  let room = ANSWER_BYTES;
  index.walk(file, {
    from: first,
    to: first + count,
    maxBytes: WALK_BYTES,
    onRow: (_, { from: start, to, style }, read) => {
      if (room <= 0) return;
      const bytes = read(ROW_BYTES);
      const whole = bytes.subarray(0, lastWhole(bytes));
      room -= whole.length + 64;
      rows.push({ spans: toSpans(whole, style), more: to - start - bytes.length, time: times.at(to) });
    },
  });
  return { from: first, rows };
}

function isBehind({ file, index }: Console): boolean {
  return file.size - index.offset > MAX_ESCAPE_BYTES;
}

/** The end of an output that is not read so far yet: the rows of its last part, whose numbers are not known. */
export function takeLast({ file }: Console, { from, count, times }: TakeRows): ConsoleRows {
  const part = file.read(Math.max(0, file.size - ANSWER_BYTES), ANSWER_BYTES);
  const start = file.size - part.length + (part.length < file.size ? part.indexOf(0x0a) + 1 : 0);
  const last: OutputFile = {
    ...file,
    size: file.size - start,
    read: (offset, length) => file.read(start + offset, length),
  };
  const index = makeLineIndex();
  index.extend(last, ANSWER_BYTES);
  const own: Times = { ...times, at: (offset) => times.at(start + offset) };
  return { from: null, rows: takeRows({ file: last, index }, { from, count, times: own }).rows };
}
