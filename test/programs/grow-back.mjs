// grow-back.mjs DIR HOW [END]: starts processes that are hard to be rid of and writes DIR/ready; does not stop, or ends.
// `agent`: as torchrun's, in a session of its own it keeps three workers in theirs, and replaces one that dies.
// `hopper`: never the same process for long, for it starts its successor in another session and ends; all ends when
// DIR/hop is gone.
import { spawn } from "node:child_process";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { logStart } from "./run-log.mjs";

const [dir, how, end] = process.argv.slice(2);
const DEAF = "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setInterval(() => {}, 1000);";
const AGENT = `const { spawn } = require("node:child_process");
  const keep = () => spawn(process.execPath, ["-e", ${JSON.stringify(DEAF)}], { detached: true, stdio: "ignore" }).on("exit", keep);
  for (let i = 0; i < 3; i++) keep();
  require("node:fs").writeFileSync(process.argv[1] + "/left", "");
  ${DEAF}`;
const HOP = `trap "" TERM HUP; [ -e "$0/hop" ] || exit; echo >>"$0/left"; setsid sh -c "$HOP" "$0" & exit`;

process.on("SIGTERM", () => {});
logStart(dir);
writeFileSync(`${dir}/hop`, "");
const [program, ...args] = how === "agent" ? [process.execPath, "-e", AGENT, dir] : ["sh", "-c", HOP, dir];
spawn(program, args, { detached: true, stdio: "ignore", env: { ...process.env, HOP } }).unref();
while (!existsSync(`${dir}/left`) || (how === "hopper" && statSync(`${dir}/left`).size < 5)) await sleep(5);
writeFileSync(`${dir}/ready`, String(process.pid));
if (end) process.exit(1);
setInterval(() => {}, 1000);
