import { readdirSync, readFileSync } from "node:fs";
import { attemptEnv } from "./attempt-env.ts";
import { readProcess } from "./processes.ts";

/**
 * Kill what an attempt left behind, also outside its process group, such as torchrun's workers, which have sessions of
 * their own: every process that still carries the attempt in its environment. A wrapper that lives ends its own group,
 * more gently: that group is spared. Returns the pids.
 */
export function killLeftovers(run: { id: string; attempt: number }, spared: number | null = null): number[] {
  const marks = Object.entries(attemptEnv(run)).map(([name, value]) => `${name}=${value}`);
  return processes().filter((pid) => {
    const environment = environmentOf(pid);
    if (!marks.every((mark) => environment.includes(mark)) || readProcess(pid)?.group === spared) return false;
    try {
      process.kill(pid, "SIGKILL");
      return true;
    } catch {
      return false; // It ended meanwhile.
    }
  });
}

function processes(): number[] {
  return readdirSync("/proc").flatMap((name) =>
    /^\d+$/.test(name) && Number(name) !== process.pid ? Number(name) : [],
  );
}

/** What a process was started with; nothing where it is another user's, or gone. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
