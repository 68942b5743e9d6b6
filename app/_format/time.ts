import { MISSING } from "./number.ts";

const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** How far `time` (ms since epoch) is from `now`: "3 min. ago", "3分钟前"; within five seconds: "now", "现在". */
export function formatRelative(time: number | null | undefined, now: number, locale: string): string {
  if (time === null || time === undefined) return MISSING;
  const seconds = Math.round((time - now) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  if (Math.abs(seconds) < 5) return format.format(0, "second");
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size)!;
  // A moment 23 h 50 min away is "23 hours", never rounded up into a day that has not passed.
  return format.format(Math.trunc(seconds / length), unit);
}

/** Date and time to the second, for titles: "Jan 1, 2026, 14:02:05". */
export function formatDateTime(time: number | null | undefined, locale: string, timeZone?: string): string {
  return formatWith(time, locale, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23", timeZone });
}

/** Month and day: "Jan 1". */
export function formatDay(time: number | null | undefined, locale: string, timeZone?: string): string {
  return formatWith(time, locale, { month: "short", day: "numeric", timeZone });
}

/** Hours and minutes, and seconds where they matter: "14:02", "14:02:05". */
export function formatClock(
  time: number | null | undefined,
  locale: string,
  { withSeconds = false, timeZone }: { withSeconds?: boolean; timeZone?: string } = {},
): string {
  const second = withSeconds ? ("2-digit" as const) : undefined;
  return formatWith(time, locale, { hour: "2-digit", minute: "2-digit", second, hourCycle: "h23", timeZone });
}

function formatWith(time: number | null | undefined, locale: string, options: Intl.DateTimeFormatOptions): string {
  if (time === null || time === undefined || !Number.isFinite(time)) return MISSING;
  return new Intl.DateTimeFormat(locale, options).format(time);
}
