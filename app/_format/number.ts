export const MISSING = "–";

/**
 * A number as people read it: 4 significant digits, whole numbers in full, very small and very large ones as 5e-4.
 * NaN and infinities are said as they are; null and undefined are "–".
 */
export function formatNumber(value: number | string | null | undefined, locale: string): string {
  const number = readNumber(value);
  if (number === null) return MISSING;
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return withPower(number, locale);
  if (size >= 1000) return plain(locale, { maximumFractionDigits: 0 }).format(number);
  return plain(locale, { maximumSignificantDigits: 4 }).format(number);
}

/** Every digit, for a title or a copy: what JavaScript would read back as the same number. */
export function exactNumber(value: number | string | null | undefined): string {
  const number = readNumber(value);
  return number === null ? MISSING : String(number);
}

/** A whole number with the locale's grouping: 12,345. */
export function formatCount(value: number | null | undefined, locale: string): string {
  return value === null || value === undefined ? MISSING : plain(locale, { maximumFractionDigits: 0 }).format(value);
}

/** With exactly so many digits after the point: 0.5 → 0.50. */
export function formatFixed(value: number, digits: number, locale: string): string {
  return plain(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** 0.00051234 → 5.123e-4. Written by hand: Intl says 5.123E-4 in every language. */
function withPower(value: number, locale: string): string {
  const [mantissa = "", power = ""] = value.toExponential(3).split("e");
  return `${plain(locale, { maximumSignificantDigits: 4 }).format(Number(mantissa))}e${power.replace("+", "")}`;
}

// Making an Intl formatter costs about 50 µs, using one about 1 µs; tables and tooltips ask for thousands.
const formatters = new Map<string, Intl.NumberFormat>();

function plain(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const { maximumSignificantDigits, minimumFractionDigits, maximumFractionDigits } = options;
  const key = `${locale} ${maximumSignificantDigits} ${minimumFractionDigits} ${maximumFractionDigits}`;
  const formatter = formatters.get(key) ?? new Intl.NumberFormat(locale, options);
  formatters.set(key, formatter);
  return formatter;
}

/** The API sends non-finite numbers as the strings "NaN", "Infinity" and "-Infinity". */
function readNumber(value: number | string | null | undefined): number | null {
  return value === null || value === undefined || value === "" ? null : Number(value);
}
