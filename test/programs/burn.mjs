// burn.mjs DIR: its grandchild burns a core, itself holds 200 MB and writes to the disk, until it is killed.
import { spawn } from "node:child_process";
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { log, logStart } from "./run-log.mjs";

const [dir] = process.argv.slice(2);
const held = Buffer.alloc(200_000_000, 1);
const child = spawn(
  process.execPath,
  [
    "-e",
    `const { spawn } = require("node:child_process");
     console.log(spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }).pid);
     setInterval(() => {}, 1000);`,
  ],
  { stdio: ["ignore", "pipe", "ignore"] },
);
logStart(dir);
for (let step = 1; step <= 5; step++) log(dir, { kind: "metric", step, values: { "train/loss": 1 / step } });
child.stdout.once("data", (pid) => {
  writeFileSync(`${dir}/ready.tmp`, `${process.pid} ${String(pid).trim()}`);
  renameSync(`${dir}/ready.tmp`, `${dir}/ready`);
});
setInterval(() => {
  const file = openSync(`${dir}/scratch`, "w");
  writeSync(file, held, 0, 1_000_000);
  fsyncSync(file);
  closeSync(file);
}, 20);
