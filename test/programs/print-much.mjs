// print-much.mjs DIR MEGABYTES: prints so much in lines of 100 bytes, with a point for each megabyte; when half is out it
// waits for the file DIR/go.
import { existsSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { log, logStart } from "./run-log.mjs";

const LINE_BYTES = 100;
const LINES = 10_000;
const [dir, megabytes] = process.argv.slice(2);
logStart(dir);
for (let step = 1; step <= Number(megabytes); step++) {
  const first = (step - 1) * LINES;
  const lines = Array.from({ length: LINES }, (_, i) => `line ${first + i} `.padEnd(LINE_BYTES - 1, "."));
  print(Buffer.from(`${lines.join("\n")}\n`));
  log(dir, { kind: "metric", step, values: { "train/loss": 1 / step } });
  if (step === Number(megabytes) / 2) while (!existsSync(`${dir}/go`)) await sleep(10);
}
log(dir, { kind: "end", status: "finished", reason: "all is out" });

function print(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}
