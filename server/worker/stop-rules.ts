import { type JudgedSoFar, stopByRules } from "#server/sweeps/stop-by-rules.ts";
import { every } from "./every.ts";
import type { World } from "./world.ts";

const LOOK_MS = 500;

/** Stop the runs of sweeps that their rules stop, until the signal. */
export async function applyStopRules({ db }: World, signal: AbortSignal) {
  const judged: JudgedSoFar = new Map();
  for await (const _ of every(LOOK_MS, signal)) stopByRules(db, { judged });
}
