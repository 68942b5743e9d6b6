import { appendFileSync } from "node:fs";

/** Append a log line to a run, as a trainer does. */
export function log(dir, line) {
  appendFileSync(`${dir}/metrics.jsonl`, `${JSON.stringify({ v: 1, time: Date.now(), ...line })}\n`);
}

export function logStart(dir, step = 0) {
  log(dir, { kind: "start", attempt: Number(process.env.VELA_ATTEMPT ?? 1), step, command: process.argv });
}
