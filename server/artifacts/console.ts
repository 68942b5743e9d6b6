import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Client } from "#server/db/client.ts";
import { findRun } from "#server/runs/find.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

export type ConsolePart = { text: string; from: number; to: number; size: number };
export type ReadConsole = { runId: string; from?: number; maxBytes?: number };

/** A part of output.log by bytes, cut between characters; a negative `from` counts from the end. */
export function readConsole(
  { db, paths }: Client,
  { runId, from = 0, maxBytes = 256 * 1024 }: ReadConsole,
): ConsolePart {
  findRun(db, runId);
  const fd = tryOpen(runPaths(paths.run(runId)).output);
  if (fd === null) return { text: "", from: 0, to: 0, size: 0 };
  try {
    const { size } = fstatSync(fd);
    const start = Math.min(size, from < 0 ? Math.max(0, size + from) : from);
    const bytes = Buffer.alloc(Math.min(maxBytes, size - start));
    const part = bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, start));
    // Only a cut that we chose may fall inside a character: at the start when counting from the end.
    const skip = start > 0 && from < 0 ? firstWhole(part) : 0;
    const keep = lastWhole(part);
    return { text: part.toString("utf8", skip, keep), from: start + skip, to: start + keep, size };
  } finally {
    closeSync(fd);
  }
}

/** Offset of the first byte that starts a character. */
function firstWhole(bytes: Buffer): number {
  let at = 0;
  while (at < 3 && at < bytes.length && isInside(bytes[at]!)) at++;
  return at;
}

/** Offset after the last whole character; a torn one at the end is left for the next read. */
export function lastWhole(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (isInside(byte)) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function isInside(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function tryOpen(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch {
    return null; // Nothing was printed yet.
  }
}
