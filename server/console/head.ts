import type { Client } from "#server/db/client.ts";
import { withConsole } from "./open-console.ts";
import { readTimes } from "./times.ts";

export type ConsoleHead = {
  /** Rows found so far, and how many of the file's bytes they were found in. */
  rows: number;
  bytesRead: number;
  size: number;
  /** Another number when the file was replaced. */
  inode: number;
  hasTimes: boolean;
  /** The row with which each attempt's output begins. */
  attempts: { attempt: number; row: number; startedAt: number }[];
};

/** How long a run's output is. One call reads on in what is new, up to a limit: ask again while `bytesRead` < `size`. */
export async function readHead(client: Client, { runId }: { runId: string }): Promise<ConsoleHead> {
  const times = readTimes(client.paths.run(runId));
  const head = await withConsole(client, runId, ({ file, index }) => ({
    rows: index.rows,
    bytesRead: index.offset,
    size: file.size,
    inode: file.inode,
    hasTimes: times.hasAny,
    attempts: times.attempts
      .filter(({ offset }) => offset <= index.offset)
      .map(({ attempt, offset, startedAt }) => ({ attempt, startedAt, row: index.rowAt(file, offset) })),
  }));
  return head ?? { rows: 0, bytesRead: 0, size: 0, inode: 0, hasTimes: false, attempts: [] };
}
