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
export function combine(summaries: Iterable<Readonly<Summary>>): Summary {
  let all: Summary | null = null;
  for (const summary of summaries)
    if (all) extend(all, summary);
    else all = copySummary(summary);
  if (!all) throw new Error("expected at least one summary to combine");
  return all;
}

/** A summary of its own, that `extend` may change. */
export function copySummary(summary: Readonly<Summary>): Summary {
  const { count, finite, firstStep, lastStep, lastTime, min, max, mean, first, last } = summary;
  return { count, finite, firstStep, lastStep, lastTime, min, max, mean, first, last };
}

export function encodeSummaries(summaries: Readonly<Summary>[]): Buffer {
  return Buffer.from(tableOf(summaries).buffer);
}

/** Summaries as they are stored. A chart of ten million points looks at ten thousand: no object is made for each. */
export class Summaries {
  readonly length: number;
  private readonly row: Row;

  private constructor(table: Float64Array) {
    this.length = table.length / FIELDS;
    this.row = new Row(table);
  }

  static of(summaries: Readonly<Summary>[]): Summaries {
    return new Summaries(tableOf(summaries));
  }

  /** Of what `encodeSummaries` wrote; looks into the bytes. */
  static decode(bytes: Buffer): Summaries {
    const { buffer, byteOffset: from, length } = bytes;
    const isAligned = from % Float64Array.BYTES_PER_ELEMENT === 0;
    const own = isAligned ? buffer : buffer.slice(from, from + length);
    return new Summaries(new Float64Array(own, isAligned ? from : 0, length / Float64Array.BYTES_PER_ELEMENT));
  }

  /** One of them, until the next is asked for: the same object tells of each. */
  at(index: number): Readonly<Summary> {
    this.row.from = index * FIELDS;
    return this.row;
  }

  /** Each in turn, as `at` tells of it. */
  *[Symbol.iterator](): Generator<Readonly<Summary>> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }
}

function tableOf(summaries: Readonly<Summary>[]): Float64Array {
  const out = new Float64Array(summaries.length * FIELDS);
  summaries.forEach((s, i) => {
    out.set(
      [s.count, s.finite, s.firstStep, s.lastStep, s.lastTime, s.min, s.max, s.mean, s.first, s.last],
      i * FIELDS,
    );
  });
  return out;
}

class Row implements Readonly<Summary> {
  from = 0;
  private readonly table: Float64Array;
  constructor(table: Float64Array) {
    this.table = table;
  }
  get count() {
    return this.table[this.from]!;
  }
  get finite() {
    return this.table[this.from + 1]!;
  }
  get firstStep() {
    return this.table[this.from + 2]!;
  }
  get lastStep() {
    return this.table[this.from + 3]!;
  }
  get lastTime() {
    return this.table[this.from + 4]!;
  }
  get min() {
    return this.table[this.from + 5]!;
  }
  get max() {
    return this.table[this.from + 6]!;
  }
  get mean() {
    return this.table[this.from + 7]!;
  }
  get first() {
    return this.table[this.from + 8]!;
  }
  get last() {
    return this.table[this.from + 9]!;
  }
}
