import { MISSING } from "./number.ts";

const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/**
 * A length of time in seconds, in its two largest units: 112 → "1m 52s", "1分钟 52秒".
 * Below ten seconds tenths are kept, below one second milliseconds.
 */
export function formatDuration(seconds: number | null | undefined, locale: string): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return MISSING;
  const sign = seconds < 0 ? "−" : "";
  const size = Math.abs(seconds);
  if (size === 0) return unit(0, "second", locale);
  if (size < 0.9995) return sign + unit(Number((size * 1000).toPrecision(3)), "millisecond", locale);
  if (size < 9.95) return sign + unit(Math.round(size * 10) / 10, "second", locale);
  return sign + wholeUnits(Math.round(size), locale).join(" ");
}

function wholeUnits(seconds: number, locale: string): string[] {
  const first = STEPS.findIndex(([, length]) => seconds >= length);
  const [bigName, bigLength] = STEPS[first]!;
  const small = STEPS[first + 1];
  if (!small) return [unit(seconds, bigName, locale)];
  const [smallName, smallLength] = small;
  const rounded = Math.round(seconds / smallLength) * smallLength;
  // 59 min 59 s 40 rounds up into the next unit: say it in that one.
  if (first > 0 && rounded >= STEPS[first - 1]![1]) return wholeUnits(rounded, locale);
  const rest = Math.round((rounded % bigLength) / smallLength);
  const big = unit(Math.floor(rounded / bigLength), bigName, locale);
  return rest === 0 ? [big] : [big, unit(rest, smallName, locale)];
}

function unit(value: number, name: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "narrow" }).format(value);
}
