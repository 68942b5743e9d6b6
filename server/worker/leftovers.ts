import { readdirSync, readFileSync } from "node:fs";
import { attemptEnv } from "./attempt-env.ts";
import { readProcess } from "./processes.ts";

/** A machine where processes come and go all the time is not looked at for ever. */
const MAX_SWEEPS = 50;

/**
 * Kill what an attempt left behind, also outside its process group, such as torchrun's workers, which have sessions of
 * their own: every process that still carries the attempt in its environment, and what it starts meanwhile. A wrapper
 * that lives ends its own group, more gently: that group is spared.
 */
export function killLeftovers(run: { id: string; attempt: number }, spared: number | null = null) {
  const marks = Object.entries(attemptEnv(run)).map(([name, value]) => `${name}=${value}`);
  const known = new Set<number>();
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) if (isClean(marks, { spared, known })) return;
}

/** Kill what is there now. True: nobody new was there, and nobody new has ended, who may have left a successor. */
function isClean(marks: string[], { spared, known }: { spared: number | null; known: Set<number> }): boolean {
  let clean = true;
  for (const pid of processes()) {
    const environment = environmentOf(pid);
    const found = readProcess(pid);
    const isLeft = found !== null && found.group !== spared && marks.every((mark) => environment.includes(mark));
    if (known.has(pid) || (found && !isLeft)) continue;
    known.add(pid);
    clean = false;
    if (isLeft) kill(pid);
  }
  return clean;
}

function kill(pid: number) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** Newest first: what is started in place of another has no time to be replaced itself. */
function processes(): number[] {
  const pids = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []));
  return pids.filter((pid) => pid !== process.pid).sort((a, b) => b - a);
}

/** What a process was started with; nothing where it is another user's, or gone. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    return [];
  }
}
