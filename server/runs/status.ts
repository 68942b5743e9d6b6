export const RUN_STATUSES = [
  "queued",
  "starting",
  "running",
  "stopping",
  "finished",
  "failed",
  "cancelled",
  "preempted",
  "lost",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export const LIVE_STATUSES = ["starting", "running", "stopping"] as const satisfies RunStatus[];
export const END_STATUSES = ["finished", "failed", "cancelled", "preempted", "lost"] as const satisfies RunStatus[];
export type EndStatus = (typeof END_STATUSES)[number];

/**
 * Every change of status that is allowed. An ended run goes back to the queue by a resume alone; a remote one goes on
 * when its trainer sends lines again.
 */
export const MOVES: Record<RunStatus, readonly RunStatus[]> = {
  queued: ["starting", "cancelled", "failed"],
  starting: ["running", "stopping", ...END_STATUSES],
  running: ["stopping", ...END_STATUSES],
  stopping: ["finished", "failed", "cancelled"],
  finished: ["queued", "running"],
  failed: ["queued", "running"],
  cancelled: ["queued", "running"],
  preempted: ["queued", "running"],
  lost: ["queued", "running"],
};

export function hasEnded(status: RunStatus): status is EndStatus {
  return (END_STATUSES as readonly RunStatus[]).includes(status);
}

export function isLive(status: RunStatus): boolean {
  return (LIVE_STATUSES as readonly RunStatus[]).includes(status);
}
