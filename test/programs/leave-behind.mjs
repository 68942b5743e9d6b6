// leave-behind.mjs RUN_DIR HOW: starts a process in a session of its own, as torchrun does with its workers, writes its
// pid to RUN_DIR/left, and then: `ends` with code 1, `stays` until it is told to go, or `ignores` that as well.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const [runDir, how] = process.argv.slice(2);
const deaf = "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setInterval(() => {}, 1000)";
const child = spawn(process.execPath, ["-e", deaf], { detached: true, stdio: "ignore" });
child.unref();
if (how === "ignores") process.on("SIGTERM", () => {});
fs.writeFileSync(path.join(runDir, "left.tmp"), String(child.pid));
fs.renameSync(path.join(runDir, "left.tmp"), path.join(runDir, "left"));
if (how === "ends") process.exit(1);
setInterval(() => {}, 1000);
