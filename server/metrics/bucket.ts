import { encodeValue } from "#trainer/contract/log.ts";
import type { Point } from "./read-points.ts";

export type Buckets = {
  /** Raw points in the range. */
  total: number;
  merged: boolean;
  x: number[];
  time: number[];
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  first: (number | null)[];
  last: (number | null)[];
  count: number[];
  nonFinite: { step: number; value: "NaN" | "Infinity" | "-Infinity" }[];
};

const MAX_NON_FINITE = 100;

/**
 * Points by step → at most `width` buckets; each keeps least, greatest and mean of its finite values.
 * Buckets start at multiples of a power of two, so that they stay where they are while a run grows.
 */
export function bucketPoints(points: Point[], width: number): Buckets {
  const out: Buckets = {
    total: points.length,
    merged: points.length > width,
    x: [],
    time: [],
    min: [],
    max: [],
    mean: [],
    first: [],
    last: [],
    count: [],
    nonFinite: [],
  };
  const size = out.merged ? bucketSize(points[0]![0], points[points.length - 1]![0], width) : 0;
  for (let from = 0; from < points.length; ) {
    let to = from + 1;
    if (size > 0) {
      const end = (Math.floor(points[from]![0] / size) + 1) * size;
      while (to < points.length && points[to]![0] < end) to++;
    }
    push(out, points, from, to);
    from = to;
  }
  return out;
}

/** Steps a bucket: the least power of two with which the range fills at most `width` buckets. */
function bucketSize(first: number, last: number, width: number): number {
  let size = 1;
  while (Math.floor(last / size) - Math.floor(first / size) + 1 > width) size *= 2;
  return size;
}

function push(out: Buckets, points: Point[], from: number, to: number) {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let finite = 0;
  for (let i = from; i < to; i++) {
    const [step, , value] = points[i]!;
    if (value === null || !Number.isFinite(value)) {
      if (out.nonFinite.length < MAX_NON_FINITE) out.nonFinite.push({ step, value: nameOf(value) });
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    finite++;
  }
  const last = points[to - 1]!;
  out.x.push(last[0]);
  out.time.push(last[1]);
  out.min.push(finite > 0 ? min : null);
  out.max.push(finite > 0 ? max : null);
  out.mean.push(finite > 0 ? sum / finite : null);
  out.first.push(finiteOrNull(points[from]![2]));
  out.last.push(finiteOrNull(last[2]));
  out.count.push(to - from);
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function nameOf(value: number | null) {
  return encodeValue(value ?? Number.NaN) as "NaN" | "Infinity" | "-Infinity";
}
