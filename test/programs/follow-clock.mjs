// follow-clock.mjs DIR STEPS MS: logs a point every MS by the clock of test/factories/clock.ts, and ends.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { log, logStart } from "./run-log.mjs";

const [dir, steps, ms] = process.argv.slice(2);
logStart(dir);
for (let step = 1; step <= Number(steps); step++) {
  const time = Date.now() + Number(readFileSync(`${process.env.VELA_DATA}/clock-ahead`, "utf8") || 0);
  log(dir, { kind: "metric", step, time, values: { "train/loss": 1 / step } });
  await sleep(Number(ms));
}
log(dir, { kind: "end", status: "finished", reason: "all steps done" });
