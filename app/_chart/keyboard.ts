import { nearestIndex } from "./nearest.ts";

/**
 * Where a key moves the crosshair: arrows by a point, Page keys by a tenth, Home and End to the ends. From nowhere
 * the first key lands on the last point. null: the key is not ours or there is no point.
 */
export function moveCrosshair(xs: Float64Array, current: number | null, key: string): number | null {
  if (xs.length === 0 || !KEYS.has(key)) return null;
  const last = xs.length - 1;
  const page = Math.max(1, Math.round(xs.length / 10));
  const at = current === null ? last : nearestIndex(xs, current);
  if (key === "Home") return xs[0]!;
  if (key === "End" || current === null) return xs[last]!;
  const move = { ArrowLeft: -1, ArrowRight: 1, PageUp: -page, PageDown: page }[key] ?? 0;
  return xs[Math.max(0, Math.min(last, at + move))]!;
}

const KEYS = new Set(["ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"]);
