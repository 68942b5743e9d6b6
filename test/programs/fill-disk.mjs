// fill-disk.mjs DIR: logs ten points, prints, writes into DIR/scratch until there is no room, says why, and fails.
import { appendFileSync, writeSync } from "node:fs";
import { log, logStart } from "./run-log.mjs";

const [dir] = process.argv.slice(2);
logStart(dir);
for (let step = 1; step <= 10; step++) log(dir, { kind: "metric", step, values: { "train/loss": 1 / step } });
writeSync(1, `${"so much was done ".repeat(500)}\n`);
try {
  for (const block = Buffer.alloc(64 * 1024, 1); ; ) appendFileSync(`${dir}/scratch`, block);
} catch (error) {
  try {
    writeSync(2, `${error.message}\n`);
  } catch {
    // No room for that either.
  }
  process.exit(1);
}
