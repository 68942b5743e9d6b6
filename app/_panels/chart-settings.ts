import type { XKind } from "#app/_chart/prepare-series.ts";

/** How all charts of a page are drawn. */
export type ChartSettings = { xKind: XKind; smoothing: number; ignoreOutliers: boolean };

const X_KINDS: readonly XKind[] = ["step", "relative", "wall"];
const STRONGEST = 0.99;

/** The settings as the URL has them; anything odd is the default. */
export function readSettings(params: URLSearchParams): ChartSettings {
  const xKind = X_KINDS.find((kind) => kind === params.get("x")) ?? "step";
  const smoothing = Number(params.get("smooth") ?? 0);
  return {
    xKind,
    smoothing: smoothing > 0 && smoothing <= STRONGEST ? smoothing : 0,
    ignoreOutliers: params.get("outliers") === "ignore",
  };
}

/** What the URL must change for these settings; defaults are left out of it. */
export function settingsParams({ xKind, smoothing, ignoreOutliers }: ChartSettings): Record<string, string | null> {
  return {
    x: xKind === "step" ? null : xKind,
    smooth: smoothing > 0 ? String(smoothing) : null,
    outliers: ignoreOutliers ? "ignore" : null,
  };
}
