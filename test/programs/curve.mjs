// curve.mjs DIR: logs val/loss and optim/grad_norm for STEPS steps at once, then waits for SIGTERM or the file DIR/go.
// SHAPE falls to LEVEL, is flat at LEVEL, or is broken (NaN from step 3 on). ENDS: does not wait. HOLDS: a SIGTERM alone
// does not end it.
import { appendFileSync, existsSync } from "node:fs";
import { log, logStart } from "./run-log.mjs";

const [dir] = process.argv.slice(2);
const { LEVEL = "1", SHAPE = "falls", STEPS = "9", ENDS, HOLDS } = process.env;
let isStopping = false;
process.on("SIGTERM", () => {
  appendFileSync(`${dir}/terms.log`, "TERM\n");
  isStopping = true;
});

logStart(dir);
for (let step = 1; step <= Number(STEPS); step++)
  log(dir, { kind: "metric", step, values: { "val/loss": lossAt(step), "optim/grad_norm": "Infinity" } });
if (ENDS) end();
else
  setInterval(() => {
    if ((isStopping && !HOLDS) || existsSync(`${dir}/go`)) end();
  }, 10);

function lossAt(step) {
  if (SHAPE === "broken" && step >= 3) return "NaN";
  return SHAPE === "flat" ? Number(LEVEL) : Number(LEVEL) * (1 + 1 / step);
}

function end() {
  const status = isStopping ? "cancelled" : "finished";
  log(dir, { kind: "end", status, reason: isStopping ? "asked to stop" : "all steps done" });
  process.exit(0);
}
