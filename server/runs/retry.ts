import type { FailureClass } from "./failure.ts";

export type RetryPolicy = {
  /** Attempts in a row that may end without getting further; 0: nothing is tried again by itself. */
  limit: number;
  random?: () => number;
};
export type EndedAttempt = {
  failure: FailureClass | null;
  /** Retries in a row before this attempt. */
  retries: number;
  /** It saved a checkpoint, so the next attempt goes on from there. */
  gotFurther: boolean;
  endedAt: number;
};

const FIRST_PAUSE_MS = 10_000;
const LAST_PAUSE_MS = 360_000;
const JITTER = 0.2;
/** No attempt waits longer for its turn. */
export const MAX_PAUSE_MS = LAST_PAUSE_MS * (1 + JITTER);

/**
 * When an attempt that ended so is tried again; null: not by itself. Mistakes and full disks wait for a person. Others
 * come back after 10 s · 2ⁿ, at most 6 min, ± 20 %, as long as they get further now and then.
 */
export function planRetry(
  { failure, retries, gotFurther, endedAt }: EndedAttempt,
  { limit, random = Math.random }: RetryPolicy,
): { retries: number; notBefore: number } | null {
  if (failure === null || failure === "mistake" || failure === "disk") return null;
  const before = gotFurther ? 0 : retries;
  if (before >= limit) return null;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** before, LAST_PAUSE_MS);
  const jitter = 1 + JITTER * (2 * random() - 1);
  return { retries: before + 1, notBefore: Math.round(endedAt + pauseMs * jitter) };
}
