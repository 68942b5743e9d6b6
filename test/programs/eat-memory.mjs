// eat-memory.mjs DIR: logs ten points, then holds more and more memory until it is killed.
import { log, logStart } from "./run-log.mjs";

const [dir] = process.argv.slice(2);
logStart(dir);
for (let step = 1; step <= 10; step++) log(dir, { kind: "metric", step, values: { "train/loss": 1 / step } });
const held = [];
for (;;) held.push(Buffer.alloc(16 * 1024 * 1024, 1));
