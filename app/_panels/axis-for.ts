import { isSystemMetric } from "#trainer/contract/system-metrics.ts";
import type { ChartSettings } from "./chart-settings.ts";

/** Whether any of these metrics is of the machine: their steps are seconds, and share no axis with training steps. */
export function hasSeconds(keys: readonly string[]): boolean {
  return keys.some(isSystemMetric);
}

/** The settings for a chart of these metrics: with one of the machine x is the time. */
export function axisFor(settings: ChartSettings, keys: readonly string[]): ChartSettings {
  if (!hasSeconds(keys) || settings.xKind === "wall") return settings;
  return { ...settings, xKind: "relative", xKey: null };
}
