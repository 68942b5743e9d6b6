// stubborn.mjs DIR: notes each SIGTERM, and does not stop.
import { appendFileSync, writeFileSync } from "node:fs";
import { logStart } from "./run-log.mjs";

const [dir] = process.argv.slice(2);
process.on("SIGTERM", () => appendFileSync(`${dir}/terms.log`, "TERM\n"));
logStart(dir);
writeFileSync(`${dir}/ready`, String(process.pid));
setInterval(() => {}, 1000);
