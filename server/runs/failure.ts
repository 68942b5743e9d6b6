import { EXIT } from "#trainer/contract/run-dir.ts";
import { type Evidence, isDiskFull, wasKilled } from "./decide-end.ts";
import type { EndStatus } from "./status.ts";

/**
 * What kind of failure ended an attempt: `mistake` comes again however often it is tried (config, data, a bug, a value
 * that is not finite); `disk` waits for a person; `memory` and `machine` may pass; `preempted` says nothing of the run.
 */
export const FAILURE_CLASSES = ["mistake", "disk", "memory", "machine", "preempted"] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

const OUT_OF_MEMORY =
  /\b(out of memory|OutOfMemory|OOM|bad_alloc|Cannot allocate memory|heap limit|Killed process|CUDA_ERROR_OUT_OF_MEMORY)\b/i;

const NO_ROOM = /\b(ENOSPC|EDQUOT|EFBIG|No space left on device|Disk quota exceeded|File too large)\b/i;

/** The class of an end; null for an end that is no failure. */
export function classify(
  status: EndStatus,
  { exit, lastWords }: Pick<Evidence, "exit" | "lastWords">,
): FailureClass | null {
  if (status === "finished" || status === "cancelled") return null;
  if (status === "preempted") return "preempted";
  if (status === "lost" || !exit) return "machine";
  if (exit.code === EXIT.diskFull || exit.signal === "SIGXFSZ" || isDiskFull(exit)) return "disk";
  // Nobody here sent it. The kernel does when memory is short, and counts it; one that counted none leaves a stranger.
  if (wasKilled(exit)) return exit.oomKills === 0 ? "machine" : "memory";
  if (lastWords !== null && OUT_OF_MEMORY.test(lastWords)) return "memory";
  if (lastWords !== null && NO_ROOM.test(lastWords)) return "disk";
  return "mistake";
}
