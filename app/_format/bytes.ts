import { MISSING } from "./number.ts";

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** A size in bytes with 3 significant digits and decimal units (1 kB = 1000 B): 36200000 → "36.2 MB". */
export function formatBytes(bytes: number | null | undefined, locale: string): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return MISSING;
  // Rounded before the unit is chosen, so that 999 999 B is 1 MB and not 1,000 kB.
  const rounded = Number(bytes.toPrecision(3));
  const power = rounded === 0 ? 0 : Math.floor(Math.log10(Math.abs(rounded)) / 3 + 1e-9);
  const unit = Math.min(Math.max(power, 0), UNITS.length - 1);
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(rounded / 1000 ** unit);
  return `${number} ${UNITS[unit]}`;
}
