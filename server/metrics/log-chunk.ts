import { type LogLine, parseLogLine } from "#trainer/contract/log.ts";

export type LogChunk = {
  /** Byte offsets in the file: where it starts, and after its last whole line. */
  from: number;
  to: number;
  lines: { offset: number; line: LogLine }[];
  bad: { offset: number; why: string; text: string }[];
  skipped: number;
};

/** Bytes of metrics.jsonl → log lines. A torn last line is left out; empty lines are passed over. */
export function readLogChunk(bytes: Buffer, from: number): LogChunk {
  const chunk: LogChunk = { from, to: from, lines: [], bad: [], skipped: 0 };
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    addLine(chunk, bytes.toString("utf8", start, end), from + start);
    start = end + 1;
  }
  chunk.to = from + start;
  return chunk;
}

function addLine(chunk: LogChunk, text: string, offset: number) {
  if (text.trim() === "") return;
  const parsed = parseLogLine(text);
  if (parsed.ok) chunk.lines.push({ offset, line: parsed.line });
  else if (parsed.skip) chunk.skipped++;
  else chunk.bad.push({ offset, why: parsed.why, text: text.slice(0, 200) });
}
