import type { Columns } from "#server/db/points/columns.ts";
import { isSummary, type Piece } from "#server/db/points/read.ts";
import { extend, type Summary, summarize } from "#server/db/points/summary.ts";

export type Buckets = {
  /** Raw points in the range. */
  total: number;
  merged: boolean;
  /** Step and time of each bucket's last point. */
  x: number[];
  time: number[];
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  first: (number | null)[];
  last: (number | null)[];
  count: number[];
};

/**
 * Points by step → buckets; each keeps least, greatest and mean of its finite values, exactly. With `size` 0 every point
 * is a bucket. Else buckets start at multiples of it, so that they stay where they are while a run grows; a piece that
 * stands for several points goes whole to the bucket that its first step lies in.
 */
export function bucketPieces(pieces: Iterable<Piece>, size: number): Buckets {
  const out = emptyBuckets(size > 0);
  let open: Summary | null = null;
  let end = Number.NEGATIVE_INFINITY;
  const add = (summary: Summary) => {
    if (open && summary.firstStep < end) extend(open, summary);
    else {
      if (open) push(out, open);
      open = summary;
      end = (Math.floor(summary.firstStep / size) + 1) * size;
    }
  };
  for (const piece of pieces) {
    if (isSummary(piece)) add({ ...piece });
    else if (size === 0) pushPoints(out, piece);
    else for (const summary of summariesOf(piece, size)) add(summary);
  }
  if (open) push(out, open);
  return out;
}

/** Steps a bucket: the least power of two with which the steps from `first` to `last` fill at most `width` buckets. */
export function bucketSize(first: number, last: number, width: number): number {
  let size = 1;
  while (Math.floor(last / size) - Math.floor(first / size) + 1 > width) size *= 2;
  return size;
}

function* summariesOf(columns: Columns, size: number): Generator<Summary> {
  const { step } = columns;
  for (let from = 0; from < step.length; ) {
    const end = (Math.floor(step[from]! / size) + 1) * size;
    let to = from + 1;
    while (to < step.length && step[to]! < end) to++;
    yield summarize(columns, from, to);
    from = to;
  }
}

function emptyBuckets(merged: boolean): Buckets {
  return { total: 0, merged, x: [], time: [], min: [], max: [], mean: [], first: [], last: [], count: [] };
}

function push(out: Buckets, { count, lastStep, lastTime, min, max, mean, first, last }: Summary) {
  out.total += count;
  out.x.push(lastStep);
  out.time.push(lastTime);
  out.min.push(finiteOrNull(min));
  out.max.push(finiteOrNull(max));
  out.mean.push(finiteOrNull(mean));
  out.first.push(finiteOrNull(first));
  out.last.push(finiteOrNull(last));
  out.count.push(count);
}

function pushPoints(out: Buckets, { step, time, value }: Columns) {
  for (let i = 0; i < step.length; i++) {
    const shown = finiteOrNull(value[i]!);
    out.x.push(step[i]!);
    out.time.push(time[i]!);
    for (const column of [out.min, out.max, out.mean, out.first, out.last]) column.push(shown);
    out.count.push(1);
  }
  out.total += step.length;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
