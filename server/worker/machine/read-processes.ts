import { readdirSync, readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type ProcessStat, parseIo, parseResidentBytes, parseStat } from "./parse-proc.ts";
import type { TreeReading } from "./tree-usage.ts";

/** Some milliseconds' worth: the worker's other loops have their turn in between. */
const READ_AT_ONCE = 100;

/** Every process that there is. */
export async function readProcesses(): Promise<ProcessStat[]> {
  const found: ProcessStat[] = [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  for (let at = 0; at < pids.length; at++) {
    if (at % READ_AT_ONCE === READ_AT_ONCE - 1) await setImmediate();
    const stat = parseStat(readText(`/proc/${pids[at]}/stat`));
    if (stat) found.push(stat);
  }
  return found;
}

/** What these processes hold and have used, at this moment. */
export function readTree(processes: readonly ProcessStat[], atMs: number): TreeReading {
  let memoryBytes = 0;
  const uses = processes.map(({ pid, start, cpuSeconds, reapedSeconds }) => {
    memoryBytes += parseResidentBytes(readText(`/proc/${pid}/status`));
    const io = parseIo(readText(`/proc/${pid}/io`));
    const disk = { readBytes: io?.readBytes ?? null, writtenBytes: io?.writtenBytes ?? null };
    return [`${pid} ${start}`, { cpuSeconds, reapedSeconds, ...disk }] as const;
  });
  return { atMs, memoryBytes, processes: new Map(uses) };
}

/** A file of /proc; empty when its process has ended, or is another user's. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
