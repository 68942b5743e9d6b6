import { type LogLine, parseLogLine } from "#trainer/contract/log.ts";

export type LogChunk = {
  /** Byte offsets in the file: where it starts, and after its last whole line. */
  from: number;
  to: number;
  /** Starts at `from`; what lies after the last whole line is left out. */
  bytes: Buffer;
  /** Set when the bytes are no lines at all but a piece of one beyond all measure. */
  why?: string;
};

export type ReadLine =
  | { kind: "line"; offset: number; line: LogLine }
  | { kind: "skipped" }
  | { kind: "bad"; offset: number; why: string; text: string };

/** Bytes of metrics.jsonl → whole lines. A torn last line is left out. */
export function readLogChunk(bytes: Buffer, from: number): LogChunk {
  const length = bytes.lastIndexOf(10) + 1;
  return { from, to: from + length, bytes: bytes.subarray(0, length) };
}

/** A chunk's lines, one at a time, so that no more than one lies in memory. Empty lines are passed over. */
export function* readLines({ bytes, from, why }: LogChunk): Generator<ReadLine> {
  if (why) yield { kind: "bad", offset: from, why, text: bytes.toString("utf8", 0, SHOWN) };
  else
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(10, start);
      const text = bytes.toString("utf8", start, end);
      const offset = from + start;
      start = end + 1;
      if (text === "" || (text.charCodeAt(0) !== BRACE && text.trim() === "")) continue;
      const parsed = parseLogLine(text);
      if (parsed.ok) yield { kind: "line", offset, line: parsed.line };
      else if (parsed.skip) yield { kind: "skipped" };
      else yield { kind: "bad", offset, why: parsed.why, text: text.slice(0, SHOWN) };
    }
}

const SHOWN = 200;
const BRACE = 123;
