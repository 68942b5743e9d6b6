import type { Spread } from "#app/_chart/group-series.ts";
import type { XKind } from "#app/_chart/prepare-series.ts";
import type { Smoothing } from "#app/_chart/smooth.ts";

/** How all charts of a page are drawn. */
export type ChartSettings = {
  xKind: XKind;
  /** The metric that x is, where it is one. */
  xKey: string | null;
  smoothing: number;
  smoothBy: SmoothBy;
  ignoreOutliers: boolean;
  /** The config field by which runs are one line; null: every run is its own. */
  groupBy: string | null;
  spread: Spread;
};

export const SMOOTH_BY = ["exponential", "mean", "gaussian"] as const;
export type SmoothBy = (typeof SMOOTH_BY)[number];

export const PLAIN_SETTINGS: ChartSettings = {
  xKind: "step",
  xKey: null,
  smoothing: 0,
  smoothBy: "exponential",
  ignoreOutliers: false,
  groupBy: null,
  spread: "std",
};

/** The axes that every run has. */
export const X_KINDS = ["step", "relative", "wall"] as const satisfies readonly XKind[];
const STRONGEST = 0.99;

/** The settings as the URL has them; anything odd, such as an x that is none of the runs' metrics, is the default. */
export function readSettings(params: URLSearchParams, keys: readonly string[]): ChartSettings {
  const smoothing = Number(params.get("smooth") ?? 0);
  const x = readX(params.get("x"));
  return {
    ...(x.xKey && !keys.includes(x.xKey) ? readX(null) : x),
    smoothing: smoothing > 0 && smoothing <= STRONGEST ? smoothing : 0,
    smoothBy: SMOOTH_BY.find((kind) => kind === params.get("by")) ?? "exponential",
    ignoreOutliers: params.get("outliers") === "ignore",
    groupBy: params.get("group") || null,
    spread: params.get("spread") === "range" ? "range" : "std",
  };
}

/** What the URL must change for these settings; defaults are left out of it. */
export function settingsParams(settings: ChartSettings): Record<string, string | null> {
  const { smoothing, smoothBy, ignoreOutliers, groupBy, spread } = settings;
  return {
    x: xParam(settings),
    smooth: smoothing > 0 ? String(smoothing) : null,
    by: smoothBy === "exponential" ? null : smoothBy,
    outliers: ignoreOutliers ? "ignore" : null,
    group: groupBy,
    spread: groupBy && spread === "range" ? spread : null,
  };
}

/** The x axis as one word: its kind, or the metric's name, which has a slash or is none of the kinds. */
export function xParam({ xKind, xKey }: Pick<ChartSettings, "xKind" | "xKey">): string | null {
  return xKind === "metric" ? xKey : xKind === "step" ? null : xKind;
}

/** The x axis that a word means. */
export function readX(word: string | null): Pick<ChartSettings, "xKind" | "xKey"> {
  const kind = X_KINDS.find((one) => one === (word || "step"));
  return kind ? { xKind: kind, xKey: null } : { xKind: "metric", xKey: word };
}

/** How lines are smoothed: at one strength s each kind averages over about 1 / (1 − s) points. */
export function smoothingOf({ smoothing, smoothBy }: ChartSettings): Smoothing {
  if (smoothing === 0) return { kind: "none" };
  const points = 1 / (1 - smoothing);
  if (smoothBy === "mean") return { kind: "mean", window: 2 * Math.round(points / 2) + 1 };
  if (smoothBy === "gaussian") return { kind: "gaussian", sigma: points / 2 };
  return { kind: "exponential", weight: smoothing };
}
