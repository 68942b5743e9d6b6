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
export function extend(into: Summary, later: Readonly<Summary>) {
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
function weightedMean(a: { finite: number; mean: number }, b: { finite: number; mean: number }): number {
  if (a.finite === 0) return b.mean;
  if (b.finite === 0) return a.mean;
  const share = b.finite / (a.finite + b.finite);
  return a.mean * (1 - share) + b.mean * share;
}

/** All of them as one. Throws when there is none. */
export function combine(summaries: Readonly<Summary>[]): Summary {
  const [first, ...rest] = summaries;
  if (!first) throw new Error("expected at least one summary to combine");
  const all = copySummary(first);
  for (const summary of rest) extend(all, summary);
  return all;
}

export function encodeSummaries(summaries: Readonly<Summary>[]): Buffer {
  const out = new Float64Array(summaries.length * FIELDS);
  summaries.forEach((s, i) => {
    out.set(
      [s.count, s.finite, s.firstStep, s.lastStep, s.lastTime, s.min, s.max, s.mean, s.first, s.last],
      i * FIELDS,
    );
  });
  return Buffer.from(out.buffer);
}

/** Bytes → summaries that look into them: ten thousand objects of ten numbers each would be slow to make. */
export function decodeSummaries(bytes: Buffer): Readonly<Summary>[] {
  const from = bytes.byteOffset;
  const table = new Float64Array(bytes.buffer.slice(from, from + bytes.length) as ArrayBuffer);
  const summaries = new Array<Readonly<Summary>>(table.length / FIELDS);
  for (let i = 0; i < summaries.length; i++) summaries[i] = new StoredSummary(table, i * FIELDS);
  return summaries;
}

/** A summary of its own, that `extend` may change. */
export function copySummary(summary: Readonly<Summary>): Summary {
  const { count, finite, firstStep, lastStep, lastTime, min, max, mean, first, last } = summary;
  return { count, finite, firstStep, lastStep, lastTime, min, max, mean, first, last };
}

class StoredSummary implements Readonly<Summary> {
  private readonly table: Float64Array;
  private readonly at: number;
  constructor(table: Float64Array, at: number) {
    this.table = table;
    this.at = at;
  }
  get count() {
    return this.table[this.at]!;
  }
  get finite() {
    return this.table[this.at + 1]!;
  }
  get firstStep() {
    return this.table[this.at + 2]!;
  }
  get lastStep() {
    return this.table[this.at + 3]!;
  }
  get lastTime() {
    return this.table[this.at + 4]!;
  }
  get min() {
    return this.table[this.at + 5]!;
  }
  get max() {
    return this.table[this.at + 6]!;
  }
  get mean() {
    return this.table[this.at + 7]!;
  }
  get first() {
    return this.table[this.at + 8]!;
  }
  get last() {
    return this.table[this.at + 9]!;
  }
}
