export const MISSING = "–";

/** A number as people read it: 4 significant digits, whole numbers in full, small and large ones as 5.123e-4. */
export function formatNumber(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return MISSING;
  const number = Number(value);
  if (!Number.isFinite(number)) return String(number);
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return String(number.toExponential(3)).replace(/\.?0*e\+?/, "e");
  return size >= 1000 ? number.toFixed(0) : String(Number(number.toPrecision(4)));
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A size with 3 significant digits: 36200000 → "36.2 MB". */
export function formatBytes(bytes: number): string {
  const rounded = Number(bytes.toPrecision(3));
  const power = rounded < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(rounded) / 3 + 1e-9));
  return `${Number((rounded / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}
