import { MISSING } from "./number.ts";

/** A share in 0…1 as a percentage of 3 significant digits: 0.41327 → 41.3%. Not finite or absent: "–". */
export function formatPercent(share: number | null | undefined, locale: string): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return MISSING;
  return new Intl.NumberFormat(locale, { style: "percent", maximumSignificantDigits: 3 }).format(share);
}
