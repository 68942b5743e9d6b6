// with-grandchild.mjs DIR [stay]: starts a child of its own that ignores SIGTERM; ends at SIGTERM, or stays too.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { logStart } from "./run-log.mjs";

const [dir, stay] = process.argv.slice(2);
const grandchild = spawn(
  process.execPath,
  ["-e", "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)"],
  {
    stdio: ["ignore", "pipe", "ignore"],
  },
);
process.on("SIGTERM", () => stay || process.exit(0));
logStart(dir);
grandchild.stdout.once("data", () => writeFileSync(`${dir}/ready`, String(grandchild.pid)));
setInterval(() => {}, 1000);
