import type { RunRow, RunStatus } from "#app/_trpc/rows.ts";

const ENDED: readonly RunStatus[] = ["finished", "failed", "cancelled", "preempted", "lost"];
const STALL_AFTER_MS = 10 * 60_000;

export const hasEnded = (status: RunStatus): boolean => ENDED.includes(status);
export const canStop = (status: RunStatus): boolean => !hasEnded(status);

/** Alive by its status, and silent for ten minutes. */
export function isStalled(run: Pick<RunRow, "status" | "heartbeatAt" | "startedAt">, now: number): boolean {
  const lastSign = run.heartbeatAt ?? run.startedAt;
  return run.status === "running" && lastSign !== null && now - lastSign > STALL_AFTER_MS;
}

/** Steps per second as the run last measured it, else from its start; null when nothing is known. */
export function stepRate(run: Pick<RunRow, "summary" | "step" | "startedAt">, now: number): number | null {
  const measured = run.summary["perf/steps_per_second"];
  if (typeof measured === "number" && measured > 0) return measured;
  if (run.startedAt === null || run.step === 0 || now <= run.startedAt) return null;
  return run.step / ((now - run.startedAt) / 1000);
}

/** Seconds until the last step, for a run that is going; null when it cannot be said. */
export function secondsLeft(
  run: Pick<RunRow, "status" | "summary" | "step" | "startedAt" | "maxSteps">,
  now: number,
): number | null {
  if (run.status !== "running" || run.maxSteps === null) return null;
  const rate = stepRate(run, now);
  return rate === null ? null : Math.max(0, run.maxSteps - run.step) / rate;
}
