import fs from "node:fs";
import { encodeValue, LOG_VERSION, type LogLine } from "./contract/log.ts";

type Body<L> = L extends { v: number; time: number } ? Omit<L, "v" | "time"> : never;

export type RunLog = { write(line: Body<LogLine>): void; close(): void };

/**
 * Open metrics.jsonl for appending. A last line that a crash tore (no newline) is cut off first: no reader has
 * counted it. Each line is one write call, so a reader sees whole lines or the start of one.
 */
export function openLog(file: string, { now = Date.now } = {}): RunLog {
  cutTornLine(file);
  const fd = fs.openSync(file, "a");
  return {
    write: (body) => append(fd, Buffer.from(`${JSON.stringify({ v: LOG_VERSION, time: now(), ...body })}\n`)),
    close: () => fs.closeSync(fd),
  };
}

/** All of a line or, when the disk is full, none of it: what comes after would be glued to the part. */
function append(fd: number, line: Buffer) {
  const before = fs.fstatSync(fd).size;
  try {
    for (let done = 0; done < line.length; ) done += fs.writeSync(fd, line, done);
  } catch (error) {
    fs.ftruncateSync(fd, before);
    throw error;
  }
}

/** Numbers as the log writes them: NaN and infinities as strings. */
export function encodeValues(values: Record<string, number>) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, encodeValue(value)]));
}

function cutTornLine(file: string) {
  if (!fs.existsSync(file)) return;
  const fd = fs.openSync(file, "r+");
  try {
    let end = fs.fstatSync(fd).size;
    const chunk = Buffer.alloc(64 * 1024);
    while (end > 0) {
      const start = Math.max(0, end - chunk.length);
      const read = fs.readSync(fd, chunk, 0, end - start, start);
      const newline = chunk.subarray(0, read).lastIndexOf(10);
      end = newline === -1 ? start : start + newline + 1;
      if (newline !== -1) break;
    }
    if (end < fs.fstatSync(fd).size) fs.ftruncateSync(fd, end);
  } finally {
    fs.closeSync(fd);
  }
}
