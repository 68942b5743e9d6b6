import { setImmediate as nextTurn } from "node:timers/promises";
import type { Client } from "#server/db/client.ts";
import { withConsole } from "./open-console.ts";
import { mayHold, toText } from "./spans.ts";

export type SearchConsole = { runId: string; text: string; matchCase: boolean; from: number; to?: number | undefined };
/** Numbers of the rows that hold the text; `next` is the row to go on with, null at the end. */
export type ConsoleHits = { rows: number[]; next: number; isDone: boolean };

const CALL_BYTES = 12 * 1024 * 1024;
const TURN_BYTES = 1024 * 1024;
const MAX_HITS = 5000;
/** A longer row is searched so far. */
const ROW_BYTES = 1024 * 1024;

/** Search what the rows show, from a row on: as much as one call may take. Plain text, never a pattern. */
export async function searchConsole(
  client: Client,
  { runId, text, matchCase, from, to = Number.POSITIVE_INFINITY }: SearchConsole,
): Promise<ConsoleHits> {
  const wanted = matchCase ? text : text.toLowerCase();
  const isWanted = (shown: string) => (matchCase ? shown : shown.toLowerCase()).includes(wanted);
  const found = await withConsole(client, runId, async ({ file, index }) => {
    const rows: number[] = [];
    const last = Math.min(to, index.rows);
    const start = file.bytesRead;
    let next = from;
    while (next < last && file.bytesRead - start < CALL_BYTES && rows.length < MAX_HITS) {
      const after = index.walk(file, {
        from: next,
        to: Math.min(last, next + 20_000),
        maxBytes: TURN_BYTES,
        canSkip: (bytes) => !mayHold(bytes, isWanted),
        onRow: (row, _, bytes) => {
          if (isWanted(toText(bytes(ROW_BYTES)))) rows.push(row);
        },
      });
      if (after === next) break;
      next = after;
      await nextTurn();
    }
    return { rows, next, isDone: next >= last };
  });
  return found ?? { rows: [], next: from, isDone: true };
}
