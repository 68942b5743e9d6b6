import type { Columns } from "./columns.ts";

/** What is known of some neighbouring points without looking at them. min, max and mean are of the finite values. */
export type Summary = {
  count: number;
  finite: number;
  firstStep: number;
  lastStep: number;
  lastTime: number;
  /** NaN when no value is finite. */
  min: number;
  max: number;
  mean: number;
  /** NaN or ±Infinity as logged. */
  first: number;
  last: number;
};

const FIELDS = 10;

/** The points `from` up to, not with, `to` of which there must be one. */
export function summarize({ step, time, value }: Columns, from = 0, to = step.length): Summary {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let finite = 0;
  for (let i = from; i < to; i++) {
    const each = value[i]!;
    if (each - each !== 0) continue; // NaN and ±Infinity.
    if (each < min) min = each;
    if (each > max) max = each;
    sum += each;
    finite++;
  }
  return {
    count: to - from,
    finite,
    firstStep: step[from]!,
    lastStep: step[to - 1]!,
    lastTime: time[to - 1]!,
    min: finite > 0 ? min : Number.NaN,
    max: finite > 0 ? max : Number.NaN,
    mean: finite > 0 ? meanOf(sum, finite, value, from, to) : Number.NaN,
    first: value[from]!,
    last: value[to - 1]!,
  };
}

/** The sum of very large values may overflow where their mean does not. */
function meanOf(sum: number, finite: number, value: Float64Array, from: number, to: number): number {
  if (Number.isFinite(sum)) return sum / finite;
  let mean = 0;
  for (let i = from; i < to; i++) if (Number.isFinite(value[i]!)) mean += value[i]! / finite;
  return mean;
}

/** `later` taken into `into`, which lies before it. */
export function extend(into: Summary, later: Summary) {
  into.mean = weightedMean(into, later);
  // NaN, where one has no finite value, loses every comparison.
  if (into.finite === 0 || later.min < into.min) into.min = later.min;
  if (into.finite === 0 || later.max > into.max) into.max = later.max;
  into.count += later.count;
  into.finite += later.finite;
  into.lastStep = later.lastStep;
  into.lastTime = later.lastTime;
  into.last = later.last;
}

/** Mean of two parts by how many finite values each has. */
export function weightedMean(a: { finite: number; mean: number }, b: { finite: number; mean: number }): number {
  if (a.finite === 0) return b.mean;
  if (b.finite === 0) return a.mean;
  const share = b.finite / (a.finite + b.finite);
  return a.mean * (1 - share) + b.mean * share;
}

/** All of them as one. Throws when there is none. */
export function combine(summaries: Summary[]): Summary {
  const [first, ...rest] = summaries;
  if (!first) throw new Error("expected at least one summary to combine");
  const all = { ...first };
  for (const summary of rest) extend(all, summary);
  return all;
}

export function encodeSummaries(summaries: Summary[]): Buffer {
  const out = new Float64Array(summaries.length * FIELDS);
  summaries.forEach((s, i) => {
    out.set(
      [s.count, s.finite, s.firstStep, s.lastStep, s.lastTime, s.min, s.max, s.mean, s.first, s.last],
      i * FIELDS,
    );
  });
  return Buffer.from(out.buffer);
}

export function decodeSummaries(bytes: Buffer): Summary[] {
  const from = bytes.byteOffset;
  const all = new Float64Array(bytes.buffer.slice(from, from + bytes.length) as ArrayBuffer);
  const summaries: Summary[] = new Array(all.length / FIELDS);
  for (let i = 0, at = 0; i < summaries.length; i++, at += FIELDS)
    summaries[i] = {
      count: all[at]!,
      finite: all[at + 1]!,
      firstStep: all[at + 2]!,
      lastStep: all[at + 3]!,
      lastTime: all[at + 4]!,
      min: all[at + 5]!,
      max: all[at + 6]!,
      mean: all[at + 7]!,
      first: all[at + 8]!,
      last: all[at + 9]!,
    };
  return summaries;
}
