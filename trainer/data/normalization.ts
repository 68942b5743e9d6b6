import type { Normalization } from "#trainer/contract/config/data.ts";
import type { DimStatistics } from "./statistics.ts";

/**
 * Normalise rows of numbers (origin §2.5); returns a new table f32[rows·width].
 * BOUNDS and BOUNDS_Q99 map [low, high] to [-1, 1], clip, and set dimensions with min = max to 0; NORMAL standardises.
 * Dimensions whose mask is false stay as they are.
 */
export function normalize(rows: Float32Array, statistics: DimStatistics, kind: Normalization): Float32Array {
  const { mean, std, min, max, mask } = statistics;
  const width = mean.length;
  const bounds = kind === "NORMAL" ? undefined : boundsOf(statistics, kind);
  const out = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const dim = i % width;
    const isMasked = mask?.[dim] === false;
    if (!bounds) out[i] = isMasked ? rows[i]! : (rows[i]! - mean[dim]!) / (std[dim]! + EPSILON);
    else if (min[dim] === max[dim]) out[i] = 0;
    else if (isMasked) out[i] = rows[i]!;
    else {
      const scaled = (2 * (rows[i]! - bounds.low[dim]!)) / (bounds.high[dim]! - bounds.low[dim]! + EPSILON) - 1;
      out[i] = Math.min(1, Math.max(-1, scaled));
    }
  }
  return out;
}

/** The inverse of `normalize` for values inside the bounds; nothing is clipped, unmasked dimensions stay. */
export function unnormalize(rows: Float32Array, statistics: DimStatistics, kind: Normalization): Float64Array {
  const { mean, std, mask } = statistics;
  const width = mean.length;
  const bounds = kind === "NORMAL" ? undefined : boundsOf(statistics, kind);
  return Float64Array.from(rows, (value, i) => {
    const dim = i % width;
    if (mask?.[dim] === false) return value;
    if (!bounds) return value * (std[dim]! + EPSILON) + mean[dim]!;
    return 0.5 * (value + 1) * (bounds.high[dim]! - bounds.low[dim]! + EPSILON) + bounds.low[dim]!;
  });
}

/** Which action dimensions are normalised: a 7-D action's last number is a gripper in {0, 1} and stays. */
export function actionMask(platform: { kind: string; actionDim: number }): boolean[] {
  const hasGripper = platform.kind !== "aloha" && platform.actionDim === 7;
  return Array.from({ length: platform.actionDim }, (_, dim) => !(hasGripper && dim === 6));
}

const EPSILON = 1e-8;

function boundsOf(statistics: DimStatistics, kind: "BOUNDS" | "BOUNDS_Q99"): { low: number[]; high: number[] } {
  return kind === "BOUNDS"
    ? { low: statistics.min, high: statistics.max }
    : { low: statistics.q01, high: statistics.q99 };
}
