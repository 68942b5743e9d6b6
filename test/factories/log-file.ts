import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { LogLine } from "#trainer/contract/log.ts";

/** Any log line without its version and time. */
export type Body = LogLine extends infer L
  ? L extends LogLine
    ? Omit<L, "v" | "time"> & { time?: number }
    : never
  : never;

export function logLine(body: Body): string {
  return `${JSON.stringify({ v: 1, time: 1_700_000_000_000, ...body })}\n`;
}

/** A log of `steps` steps with as many metrics a step, values being step × 1000 + metric. */
export function metricLines(steps: number, { from = 1, metrics = 3 } = {}): string {
  return Array.from({ length: steps }, (_, i) => {
    const step = from + i;
    const values = Object.fromEntries(Array.from({ length: metrics }, (_, m) => [`train/m${m}`, step * 1000 + m]));
    return logLine({ kind: "metric", step, time: 1_700_000_000_000 + step, values });
  }).join("");
}

export function startLine(attempt: number, step: number): string {
  return logLine({ kind: "start", attempt, step, command: [] });
}

export function writeLog(file: string, text: string | Buffer) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export function appendLogFile(file: string, text: string | Buffer) {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, text);
}
