import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { z } from "zod";
import { ExitRecord, PidRecord, runPaths } from "#trainer/contract/run-dir.ts";
import { isAlive, readBootId, readProcess } from "../processes.ts";

export type StartJob = { dir: string; attempt: number; command: string[]; cwd: string; env: Record<string, string> };
export type JobState =
  | { phase: "unstarted" }
  | { phase: "alive" }
  /** `rebooted`: the machine was restarted since. */
  | { phase: "gone"; exit: ExitRecord | null; endedAt: number; rebooted: boolean };

/**
 * Start a command detached in a session of its own, under a wrapper that records its end. Throws EEXIST when the
 * attempt was started before.
 */
export function startJob({ dir, attempt, command, cwd, env }: StartJob) {
  const paths = runPaths(dir);
  mkdirSync(paths.attempts, { recursive: true });
  mkdirSync(paths.attempt(attempt));
  const wrapper = join(import.meta.dirname, "wrap.sh");
  execa("/bin/sh", [wrapper, paths.attempt(attempt), paths.output, ...command], {
    cwd,
    env,
    extendEnv: false,
    detached: true,
    cleanup: false,
    stdio: "ignore",
    reject: false,
  }).unref();
}

/** Whether an attempt was begun, so that beginning it again would be a second process. */
export function wasBegun(dir: string, attempt: number): boolean {
  return statSync(runPaths(dir).attempt(attempt), { throwIfNoEntry: false }) !== undefined;
}

/** What is known of an attempt. exit.json counts before everything else. */
export function lookAtJob(dir: string, attempt: number): JobState {
  const paths = runPaths(dir);
  const ended = () => {
    const exit = readJson(paths.exit(attempt), ExitRecord);
    return (
      exit && {
        phase: "gone" as const,
        exit,
        rebooted: false,
        endedAt: Math.round(statSync(paths.exit(attempt)).mtimeMs),
      }
    );
  };
  const found = ended();
  if (found) return found;
  const record = readJson(paths.pid(attempt), PidRecord);
  if (!record) return { phase: "unstarted" };
  if (living(record)) return { phase: "alive" };
  // It may have ended between the two looks.
  return ended() ?? { phase: "gone", exit: null, endedAt: Date.now(), rebooted: record.bootId !== readBootId() };
}

/**
 * Send a signal to an attempt's process group, or to the process alone where it shares its group with others (a run
 * from a terminal). False, and no signal, when the recorded process does not live.
 */
export function signalJob(dir: string, attempt: number, signal: "SIGTERM" | "SIGCONT" | "SIGKILL"): boolean {
  const record = readJson(runPaths(dir).pid(attempt), PidRecord);
  const pid = record && living(record);
  if (!record || !pid) return false;
  const ownsGroup = readProcess(pid)?.group === record.pid;
  try {
    process.kill(ownsGroup ? -record.pid : pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** The process group of an attempt, which its wrapper leads; null where none was recorded. */
export function groupOf(dir: string, attempt: number): number | null {
  return readJson(runPaths(dir).pid(attempt), PidRecord)?.pid ?? null;
}

/** The processes of an attempt that live, and the group that is theirs alone; null when none lives. */
export function jobProcesses(dir: string, attempt: number): { pids: number[]; group: number | null } | null {
  const record = readJson(runPaths(dir).pid(attempt), PidRecord);
  const pid = record && living(record);
  if (!record || !pid) return null;
  return { pids: [pid], group: readProcess(pid)?.group === record.pid ? record.pid : null };
}

/** The pid of the trainer, or of its wrapper, whichever of the recorded ones still lives. */
function living({ pid, start, child, childStart, bootId }: PidRecord): number | null {
  if (isAlive({ pid: child, start: childStart, bootId })) return child;
  return isAlive({ pid, start, bootId }) ? pid : null;
}

function readJson<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null; // Not written yet; both files appear whole.
  }
}
