/** A number as a person types it: 5e-4, 1E3, .5, −2, also in full-width digits. NaN for anything else. */
export function parseNumber(text: string): number {
  const plain = text
    .normalize("NFKC")
    .replace(/[\u2212\u2013]/g, "-")
    .trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}

/** A number as a person would type it back: integers plain, fractions in the shorter of 0.05 and 5e-4. */
export function numberText(value: number): string {
  const plain = String(value);
  if (Number.isInteger(value)) return plain;
  const exponential = value.toExponential().replace("e+", "e");
  return exponential.length < plain.length ? exponential : plain;
}
