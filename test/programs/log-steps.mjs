// log-steps.mjs DIR STEPS [MS] [CODE]: logs a point a step, waits MS between them, says how it ended, exits with CODE.
// SIGTERM: counts it in terms.log, finishes the step, saves a checkpoint, ends as cancelled.
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { log, logStart } from "./run-log.mjs";

const [dir, steps, ms = "0", code = "0"] = process.argv.slice(2);
let isStopping = false;
process.on("SIGTERM", () => {
  appendFileSync(`${dir}/terms.log`, "TERM\n");
  isStopping = true;
});

const first = newestCheckpoint();
logStart(dir, first);
console.log(`from step ${first}`);
let step = first;
while (step < Number(steps) && !isStopping) {
  step++;
  log(dir, { kind: "metric", step, values: { "train/loss": 1 / step, "optim/lr": 0.001 } });
  if (Number(ms) > 0) await sleep(Number(ms));
}
save();
if (code === "0")
  log(dir, {
    kind: "end",
    status: isStopping ? "cancelled" : "finished",
    reason: isStopping ? "asked to stop" : "all steps done",
  });
else console.error("something broke");
process.exitCode = Number(code);

function save() {
  const name = `step-${String(step).padStart(6, "0")}`;
  const folder = `${dir}/checkpoints/${name}`;
  if (existsSync(folder)) return;
  const text = `weights of step ${step}\n`;
  mkdirSync(`${folder}.tmp`, { recursive: true });
  writeFileSync(`${folder}.tmp/model.safetensors`, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  const metrics = { "train/loss": 1 / step };
  const files = [{ path: "model.safetensors", bytes: Buffer.byteLength(text), sha256 }];
  writeFileSync(`${folder}.tmp/manifest.json`, JSON.stringify({ v: 1, step, time: Date.now(), metrics, files }));
  renameSync(`${folder}.tmp`, folder);
  log(dir, { kind: "checkpoint", step, path: `checkpoints/${name}`, bytes: Buffer.byteLength(text), metrics });
}

function newestCheckpoint() {
  if (!existsSync(`${dir}/checkpoints`)) return 0;
  return Math.max(0, ...readdirSync(`${dir}/checkpoints`).map((name) => Number(/^step-(\d+)$/.exec(name)?.[1] ?? 0)));
}
