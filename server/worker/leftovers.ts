import { readdirSync, readFileSync } from "node:fs";
import { attemptEnv } from "./attempt-env.ts";

/**
 * Kill what an attempt started and left outside its process group, such as torchrun's workers, which have sessions of
 * their own: every process that still carries the attempt in its environment. Returns their pids.
 */
export function killLeftovers(run: { id: string; attempt: number }): number[] {
  const marks = Object.entries(attemptEnv(run)).map(([name, value]) => `${name}=${value}`);
  return processes().filter((pid) => {
    const environment = environmentOf(pid);
    if (!marks.every((mark) => environment.includes(mark))) return false;
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
