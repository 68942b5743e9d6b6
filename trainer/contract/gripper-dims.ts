import { type Platform, platformConstants } from "./config/data.ts";

/** Where a normalised action holds a gripper, and its two ends. */
export type Gripper = { dim: number; low: number; high: number };

/**
 * Seven numbers end in a gripper in {0, 1}, which is never normalised; ALOHA's two arms hold theirs at 6 and 13,
 * normalised with all the rest. Other action sizes have no gripper that we know of.
 */
export function gripperDims(platform: Platform): Gripper[] {
  const { kind, actionDim } = platformConstants(platform);
  if (kind === "aloha") return [6, 13].map((dim) => ({ dim, low: -1, high: 1 }));
  return actionDim === 7 ? [{ dim: 6, low: 0, high: 1 }] : [];
}
