import { type Columns, concat } from "#server/db/points/columns.ts";
import type { Piece } from "#server/db/points/read.ts";
import { copySummary, extend, Summaries, type Summary, summarize } from "#server/db/points/summary.ts";

export type Buckets = {
  /** Raw points in the range. */
  total: number;
  /** Whether an index stands for several points. */
  merged: boolean;
  /** Step and time of each bucket's last point. */
  x: Float64Array;
  time: Float64Array;
  /** NaN is a gap: no finite value, and for `first` and `last` one that is not. */
  min: Float64Array;
  max: Float64Array;
  mean: Float64Array;
  first: Float64Array;
  last: Float64Array;
  count: Float64Array;
};

/**
 * Points by step → buckets; each keeps least, greatest and mean of its finite values, exactly. With `size` 0 every point
 * is a bucket. Else buckets start at multiples of it, so that they stay where they are while a run grows; a summary
 * of several points goes whole to the bucket that its first step lies in.
 */
export function bucketPieces(pieces: Piece[], size: number): Buckets {
  if (size === 0) return onePointEach(concat(pieces.flatMap((piece) => (piece instanceof Summaries ? [] : piece))));
  const closed: Summary[] = [];
  let end = Number.NEGATIVE_INFINITY;
  const add = (summary: Readonly<Summary>) => {
    if (summary.firstStep < end) return extend(closed[closed.length - 1]!, summary);
    closed.push(copySummary(summary));
    end = (Math.floor(summary.firstStep / size) + 1) * size;
  };
  for (const piece of pieces)
    if (piece instanceof Summaries) for (let i = 0; i < piece.length; i++) add(piece.at(i));
    else addPoints(piece, size, add);
  return bucketsOf(closed);
}

/** Steps a bucket: the least power of two with which the steps from `first` to `last` fill at most `width` buckets. */
export function bucketSize(first: number, last: number, width: number): number {
  let size = 1;
  while (countBuckets(first, last, size) > width) size *= 2;
  return size;
}

function countBuckets(first: number, last: number, size: number): number {
  return Math.floor(last / size) - Math.floor(first / size) + 1;
}

function addPoints(columns: Columns, size: number, add: (summary: Summary) => void) {
  const { step } = columns;
  for (let from = 0; from < step.length; ) {
    const end = (Math.floor(step[from]! / size) + 1) * size;
    let to = from + 1;
    while (to < step.length && step[to]! < end) to++;
    add(summarize(columns, from, to));
    from = to;
  }
}

function onePointEach({ step, time, value }: Columns): Buckets {
  const shown = value.map(finiteOrGap);
  const count = new Float64Array(step.length).fill(1);
  const all = { min: shown, max: shown, mean: shown, first: shown, last: shown };
  return { total: step.length, merged: false, x: step, time, ...all, count };
}

function bucketsOf(summaries: Summary[]): Buckets {
  const column = () => new Float64Array(summaries.length);
  const out: Buckets = {
    total: 0,
    merged: true,
    x: column(),
    time: column(),
    min: column(),
    max: column(),
    mean: column(),
    first: column(),
    last: column(),
    count: column(),
  };
  for (let i = 0; i < summaries.length; i++) {
    const { count, lastStep, lastTime, min, max, mean, first, last } = summaries[i]!;
    out.total += count;
    out.x[i] = lastStep;
    out.time[i] = lastTime;
    out.min[i] = min;
    out.max[i] = max;
    out.mean[i] = mean;
    out.first[i] = finiteOrGap(first);
    out.last[i] = finiteOrGap(last);
    out.count[i] = count;
  }
  return out;
}

function finiteOrGap(value: number): number {
  return value - value === 0 ? value : Number.NaN;
}
