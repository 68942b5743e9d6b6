import { readFileSync } from "node:fs";

export type ProcessId = { pid: number; start: string; bootId: string };

/** Whether exactly that process lives: a pid alone may have been given to another one since. */
export function isAlive({ pid, start, bootId }: ProcessId): boolean {
  return bootId === readBootId() && readProcess(pid)?.start === start;
}

/** What the kernel says of a process: its group, and its start time in clock ticks since boot. Null: none, or a zombie. */
export function readProcess(pid: number): { group: number; start: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isGone = fields[0] === "Z" || fields[0] === "X";
    return isGone ? null : { group: Number(fields[2]), start: fields[19]! };
  } catch {
    return null;
  }
}

export function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** This process, as another one can recognise it. */
export function ownProcess(): ProcessId {
  return { pid: process.pid, start: readProcess(process.pid)!.start, bootId: readBootId() };
}
