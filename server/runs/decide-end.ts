import { EXIT, type ExitRecord } from "#trainer/contract/run-dir.ts";
import type { EndStatus } from "./status.ts";

export type Evidence = {
  /** exit.json of the attempt; null when the process is gone without one. */
  exit: Omit<ExitRecord, "endedAt"> | null;
  /** The `end` line of the attempt. */
  said: { status: "finished" | "cancelled" | "failed"; reason: string } | null;
  stopRequested: boolean;
  /** The last line that the process printed. */
  lastWords: string | null;
  /** It was started before the machine was. */
  rebooted?: boolean | undefined;
};

/** How a run ended, and one sentence about it. The order of the rules is the treaty's. */
export function decideEnd({ exit, said, stopRequested, lastWords, rebooted }: Evidence): {
  status: EndStatus;
  reason: string;
} {
  if (exit?.code === 0 && said) return said;
  if (stopRequested) return { status: "cancelled", reason: said?.reason ?? "stopped on request" };
  if (!exit && rebooted) return { status: "lost", reason: "the machine was restarted while it ran" };
  if (!exit) return { status: "lost", reason: "the process is gone and left no exit code" };
  if (exit.signal === "SIGTERM")
    return { status: "preempted", reason: "ended by a SIGTERM that was not sent from here" };
  if (exit.code === 0) return { status: "finished", reason: "exit code 0" };
  return { status: "failed", reason: (said?.status === "failed" && said.reason) || failure(exit, lastWords) };
}

const MEANINGS: Record<number | string, string> = {
  [EXIT.config]: "exit code 2 (config or data)",
  [EXIT.notFinite]: "exit code 3 (a value was not finite)",
  [EXIT.diskFull]: "exit code 4 (disk full)",
  SIGXFSZ: "killed by SIGXFSZ (a file reached the size limit for files)",
};

type Exit = NonNullable<Evidence["exit"]>;

function failure(exit: Exit, lastWords: string | null): string {
  const { code, signal } = exit;
  const how = wasKilled(exit) ? killing(exit) : (MEANINGS[signal ?? code ?? 1] ?? plain(exit));
  const where = isDiskFull(exit) && code !== EXIT.diskFull ? `${how}, and the disk was full` : how;
  return lastWords ? `${where}: ${lastWords}` : where;
}

/** By a SIGKILL; 137 is what a shell makes of one. */
export function wasKilled({ code, signal }: Exit): boolean {
  return signal === "SIGKILL" || code === 137;
}

/** Less room than that on a disk is none. */
const FULL_KILOBYTES = 1024;

export function isDiskFull({ diskFreeKilobytes }: Exit): boolean {
  return typeof diskFreeKilobytes === "number" && diskFreeKilobytes < FULL_KILOBYTES;
}

function killing(exit: Exit): string {
  const how = plain(exit);
  if (typeof exit.oomKills !== "number") return `${how}, maybe for want of memory`;
  return exit.oomKills > 0 ? `${how}, by the out-of-memory killer` : `${how}, neither from here nor for want of memory`;
}

function plain({ code, signal }: Exit): string {
  return signal ? `killed by ${signal}` : `exit code ${code}`;
}
