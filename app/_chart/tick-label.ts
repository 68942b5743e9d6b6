import { formatDuration } from "#app/_format/duration.ts";
import { formatCount, formatFixed, formatNumber } from "#app/_format/number.ts";
import { formatClock, formatDateTime, formatDay } from "#app/_format/time.ts";
import type { XKind } from "./prepare-series.ts";

/** The words under a tick of the x axis; `step` is the distance between ticks, in the axis' unit. */
export function xTickLabel(value: number, kind: XKind, step: number, locale: string): string {
  if (kind === "step") return stepTick(value, step, locale);
  if (kind === "relative") return formatDuration(value, locale);
  if (kind === "metric") return yTickLabel(value, step, false, locale);
  if (step >= 43_200_000) return formatDay(value, locale);
  return formatClock(value, locale, { withSeconds: step < 60_000 });
}

/** The words beside a tick of the y axis: as many decimals as its step needs. */
export function yTickLabel(value: number, step: number, log: boolean, locale: string): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (log || size >= 1e5 || step < 1e-4) return formatNumber(value, locale);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return formatFixed(value, digits, locale);
}

/** Where on the x axis a reading is, in full. */
export function xReading(value: number, kind: XKind, locale: string): string {
  if (kind === "step") return formatCount(value, locale);
  if (kind === "metric") return formatNumber(value, locale);
  return kind === "relative" ? formatDuration(value, locale) : formatDateTime(value, locale);
}

/** Distance between ticks; 1 where there are fewer than two. */
export function gapOf(ticks: readonly number[]): number {
  return ticks.length < 2 ? 1 : ticks[1]! - ticks[0]!;
}

/** 12,000 → 12k where every tick is a multiple of a thousand. */
function stepTick(value: number, step: number, locale: string): string {
  if (value !== 0 && step % 1_000_000 === 0) return `${formatCount(value / 1_000_000, locale)}M`;
  if (value !== 0 && step % 1000 === 0) return `${formatCount(value / 1000, locale)}k`;
  return formatCount(value, locale);
}
