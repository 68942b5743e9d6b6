// by-hand.mjs DIR STEPS: a trainer that was started in a terminal; it writes config.json and its own process records.
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { log, logStart } from "./run-log.mjs";

const [dir, steps] = process.argv.slice(2);
const stat = readFileSync("/proc/self/stat", "utf8");
const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
const { pid } = process;
let isStopping = false;
process.on("SIGTERM", () => {
  isStopping = true;
});

mkdirSync(`${dir}/attempts/1`, { recursive: true });
write("config.json", {
  v: 1,
  name: "by hand",
  config: { training: { maxSteps: Number(steps) } },
  command: process.argv,
});
write("attempts/1/pid.json", { pid, start, child: pid, childStart: start, bootId, startedAt: Date.now() });
appendFileSync(`${dir}/output.log`, "");
logStart(dir);
for (let step = 1; step <= Number(steps) && !isStopping; step++) {
  log(dir, { kind: "metric", step, values: { "train/loss": 1 / step } });
  await sleep(10);
}
const status = isStopping ? "cancelled" : "finished";
log(dir, { kind: "end", status, reason: status });
write("attempts/1/exit.json", { code: 0, signal: null, endedAt: Date.now() });

function write(name, value) {
  writeFileSync(`${dir}/${name}.tmp`, JSON.stringify(value));
  renameSync(`${dir}/${name}.tmp`, `${dir}/${name}`);
}
