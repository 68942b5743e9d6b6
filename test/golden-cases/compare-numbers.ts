import type { Tolerance } from "./tolerance.ts";

export type Numbers = ArrayLike<number | bigint>;

/** The number that is closest to its tolerance, or the furthest beyond it. */
export type Worst = { error: number; allowed: number; at: number; ok: boolean };

/**
 * Compare number by number; `extra` adds to what is allowed for each. Equal infinities are equal, and so is
 * NaN where NaN is expected. Throws when the lengths differ.
 */
export function compareNumbers(actual: Numbers, expected: Numbers, { abs, rel }: Tolerance, extra?: Numbers): Worst {
  if (actual.length !== expected.length)
    throw new Error(`expected ${expected.length} numbers, but found ${actual.length}`);
  let worst: Worst = { error: 0, allowed: abs, at: 0, ok: true };
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [Number(actual[i]!), Number(expected[i]!)];
    const error = a === e || (Number.isNaN(a) && Number.isNaN(e)) ? 0 : Math.abs(a - e);
    const found = { error, allowed: abs + rel * Math.abs(e) + Number(extra?.[i] ?? 0), at: i };
    if (i === 0 || usedShare(found) > usedShare(worst)) worst = { ...found, ok: usedShare(found) <= 1 };
  }
  return worst;
}

/** What part of a tolerance an error takes. */
export function usedShare({ error, allowed }: { error: number; allowed: number }): number {
  if (Number.isNaN(error)) return Number.POSITIVE_INFINITY;
  return error === 0 ? 0 : error / allowed;
}
