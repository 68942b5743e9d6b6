import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Db } from "#server/db/open.ts";
import { appendLog, rewindLog } from "#server/metrics/append-log.ts";
import { type LogChunk, readLogChunk } from "#server/metrics/log-chunk.ts";
import { readPosition } from "#server/metrics/log-position.ts";

/** One transaction takes so much: long enough to be fast, short enough not to keep other writers waiting. */
const CHUNK_BYTES = 1024 * 1024;
/** A longer line is no log line; it is passed over in pieces, each counted as bad. */
const MAX_LINE_BYTES = 16 * CHUNK_BYTES;

export type IngestLog = { runId: string; file: string; maxChunks?: number; now?: number };

/** Take what is new in a run's metrics.jsonl into the database, at most `maxChunks` transactions. True: more is left. */
export function ingestLog(db: Db, { runId, file, maxChunks = Number.POSITIVE_INFINITY, now }: IngestLog): boolean {
  for (let done = 0; done < maxChunks; done++) {
    // Anew each time: the file grows while it is read, and one that is shorter than what was read has been replaced.
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stats) return false;
    const inode = String(stats.ino);
    const at = readPosition(db, runId);
    if (!at) return false;
    const wasReplaced = (at.inode !== null && at.inode !== inode) || Number(stats.size) < at.offset;
    if (wasReplaced) {
      rewindLog(db, { runId, inode });
      continue;
    }
    if (Number(stats.size) === at.offset) return false;
    const chunk = readChunk(file, at.offset);
    if (chunk.to === at.offset) return false;
    appendLog(db, { runId, inode, chunk, now });
  }
  return true;
}

/** Whole lines from an offset on; a line that does not fit is read with more room. */
function readChunk(file: string, offset: number): LogChunk {
  for (let room = CHUNK_BYTES; ; room *= 4) {
    const bytes = readBytes(file, offset, room);
    const chunk = readLogChunk(bytes, offset);
    if (chunk.to > offset || bytes.length < room) return chunk;
    if (room >= MAX_LINE_BYTES)
      return { from: offset, to: offset + bytes.length, bytes, why: `a line of more than ${MAX_LINE_BYTES} bytes` };
  }
}

function readBytes(file: string, offset: number, room: number): Buffer {
  const fd = openSync(file, "r");
  try {
    const bytes = Buffer.allocUnsafe(room);
    let filled = 0;
    while (filled < room) {
      const read = readSync(fd, bytes, filled, room - filled, offset + filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(fd);
  }
}
