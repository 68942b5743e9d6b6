import { EXIT, type ExitRecord } from "#trainer/contract/run-dir.ts";
import type { EndStatus } from "./status.ts";

export type Evidence = {
  /** exit.json of the attempt; null when the process is gone without one. */
  exit: Pick<ExitRecord, "code" | "signal"> | null;
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
  return { status: "failed", reason: said?.reason ?? failure(exit, lastWords) };
}

const MEANINGS: Record<number, string> = {
  [EXIT.config]: "exit code 2 (config or data)",
  [EXIT.notFinite]: "exit code 3 (a value was not finite)",
  [EXIT.diskFull]: "exit code 4 (disk full)",
};

function failure({ code, signal }: NonNullable<Evidence["exit"]>, lastWords: string | null): string {
  const how = signal
    ? `killed by ${signal}${signal === "SIGKILL" ? ", maybe for want of memory" : ""}`
    : (MEANINGS[code ?? 1] ?? `exit code ${code}`);
  return lastWords ? `${how}: ${lastWords}` : how;
}
