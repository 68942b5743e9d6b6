import fs from "node:fs";
import { type ExitRecord, type PidRecord, runPaths } from "../contract/run-dir.ts";

/**
 * Keep the process records of a run that was started by hand, as the worker's wrapper does for launched ones.
 * @returns the attempt's number, and a function that records how it ended
 */
export function recordOwnProcess(dir: string): { attempt: number; recordExit: (code: number) => void } {
  const paths = runPaths(dir);
  const attempt = nextAttempt(paths.attempts);
  fs.mkdirSync(paths.attempt(attempt), { recursive: true });
  const start = startTime();
  const record: PidRecord = {
    pid: process.pid,
    start,
    child: process.pid,
    childStart: start,
    bootId: bootId(),
    startedAt: Date.now(),
  };
  writeWhole(paths.pid(attempt), record);
  const recordExit = (code: number) => {
    const exit: ExitRecord = { code, signal: null, endedAt: Date.now() };
    writeWhole(paths.exit(attempt), exit);
  };
  return { attempt, recordExit };
}

function nextAttempt(folder: string): number {
  const numbers = fs.existsSync(folder) ? fs.readdirSync(folder).map(Number).filter(Number.isInteger) : [];
  return Math.max(0, ...numbers) + 1;
}

/** Field 22 of /proc/self/stat; "0" where there is no /proc. */
function startTime(): string {
  try {
    const stat = fs.readFileSync("/proc/self/stat", "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "0";
  } catch {
    return "0";
  }
}

function bootId(): string {
  try {
    return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

function writeWhole(file: string, value: unknown) {
  fs.writeFileSync(`${file}.tmp`, JSON.stringify(value));
  fs.renameSync(`${file}.tmp`, file);
}
