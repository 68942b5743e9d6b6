import type { Domain } from "./scale.ts";

const SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
] as const;

/** The round step (1, 2 or 5 × 10ⁿ) that divides `span` into about `count` parts. */
export function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = rough / power;
  // The geometric middles between 1, 2, 5 and 10: the count stays within a factor of 1.5.
  return power * (digit < Math.SQRT2 ? 1 : digit < Math.sqrt(10) ? 2 : digit < Math.sqrt(50) ? 5 : 10);
}

/** Round seconds that divide `span` (in seconds) into about `count` parts: 15 s, 5 min, 3 h, whole days. */
export function niceSeconds(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  if (rough <= 1) return niceStep(span, count);
  return SECONDS.find((seconds) => seconds >= rough) ?? niceStep(span / 86_400, count) * 86_400;
}

/** Multiples of `step` inside the domain; `offset` moves the origin, as a time zone does. */
export function multiplesIn(domain: Domain, step: number, offset = 0): number[] {
  const slack = step * 1e-9;
  const first = Math.ceil((domain[0] + offset - slack) / step);
  const last = Math.floor((domain[1] + offset + slack) / step);
  const ticks: number[] = [];
  // A product, not a running sum: 0.1 added thirty times is not 3.
  for (let i = first; i <= last; i++) ticks.push(Number((i * step).toPrecision(15)) - offset);
  return ticks;
}

/** Ticks of a log axis: powers of ten, thinned to about `count`; with 2 and 5 between when there are few. */
export function logTicks(domain: Domain, count: number): number[] {
  const low = Math.floor(Math.log10(domain[0]) + 1e-9);
  const high = Math.ceil(Math.log10(domain[1]) - 1e-9);
  const every = Math.max(1, Math.ceil((high - low) / Math.max(1, count)));
  const digits = high - low <= count / 3 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let power = low; power <= high; power += every)
    for (const digit of digits) {
      const tick = Number(`${digit}e${power}`);
      if (tick >= domain[0] * (1 - 1e-9) && tick <= domain[1] * (1 + 1e-9)) ticks.push(tick);
    }
  return ticks.length >= 2 ? ticks : multiplesIn(domain, niceStep(domain[1] - domain[0], count));
}
