import type { XKind } from "#app/_chart/prepare-series.ts";
import type { Smoothing } from "#app/_chart/smooth.ts";

/** How all charts of a page are drawn. */
export type ChartSettings = { xKind: XKind; smoothing: number; smoothBy: SmoothBy; ignoreOutliers: boolean };

export const SMOOTH_BY = ["exponential", "mean", "gaussian"] as const;
export type SmoothBy = (typeof SMOOTH_BY)[number];

const X_KINDS: readonly XKind[] = ["step", "relative", "wall"];
const STRONGEST = 0.99;

/** The settings as the URL has them; anything odd is the default. */
export function readSettings(params: URLSearchParams): ChartSettings {
  const xKind = X_KINDS.find((kind) => kind === params.get("x")) ?? "step";
  const smoothing = Number(params.get("smooth") ?? 0);
  return {
    xKind,
    smoothing: smoothing > 0 && smoothing <= STRONGEST ? smoothing : 0,
    smoothBy: SMOOTH_BY.find((kind) => kind === params.get("by")) ?? "exponential",
    ignoreOutliers: params.get("outliers") === "ignore",
  };
}

/** What the URL must change for these settings; defaults are left out of it. */
export function settingsParams({
  xKind,
  smoothing,
  smoothBy,
  ignoreOutliers,
}: ChartSettings): Record<string, string | null> {
  return {
    x: xKind === "step" ? null : xKind,
    smooth: smoothing > 0 ? String(smoothing) : null,
    by: smoothBy === "exponential" ? null : smoothBy,
    outliers: ignoreOutliers ? "ignore" : null,
  };
}

/** How lines are smoothed: at one strength s each kind averages over about 1 / (1 − s) points. */
export function smoothingOf({ smoothing, smoothBy }: ChartSettings): Smoothing {
  if (smoothing === 0) return { kind: "none" };
  const points = 1 / (1 - smoothing);
  if (smoothBy === "mean") return { kind: "mean", window: 2 * Math.round(points / 2) + 1 };
  if (smoothBy === "gaussian") return { kind: "gaussian", sigma: points / 2 };
  return { kind: "exponential", weight: smoothing };
}
