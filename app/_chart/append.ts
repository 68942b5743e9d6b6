import type { NewPoints, SeriesData } from "./series-data.ts";

const KEPT_NON_FINITE = 100;
const VALUES = ["min", "max", "mean", "first", "last"] as const;
const COLUMNS = ["x", "time", "count", ...VALUES] as const;

/**
 * The series with new points at its end; the input is not changed. Points that it already has are skipped, a newer
 * attempt hides what older attempts logged from its first point on, and above `limit` entries neighbours are merged.
 */
export function appendPoints(series: SeriesData, points: NewPoints, { limit = 4000 } = {}): SeriesData {
  const known = series.attempts.at(-1)?.attempt ?? 0;
  const firstStep = points.step[0];
  if (firstStep === undefined || points.attempt < known) return series;
  const isNewAttempt = points.attempt > known;
  const old = isNewAttempt ? cutFrom(series, firstStep) : series;
  const next = withPoints(old, points);
  if (next === series) return series;
  if (isNewAttempt) next.attempts = [...next.attempts, { attempt: points.attempt, fromStep: firstStep }];
  return next.x.length > limit ? halve(next) : next;
}

function withPoints(series: SeriesData, points: NewPoints): SeriesData {
  const end = series.x.at(-1) ?? Number.NEGATIVE_INFINITY;
  const from = points.step.findIndex((step) => step > end);
  if (from < 0) return series;
  const added = points.step.length - from;
  const values = Float64Array.from(points.value.slice(from), (value) => finiteOrGap(Number(value)));
  const next = { ...series, total: series.total + added, nonFinite: [...series.nonFinite] };
  next.x = joined(series.x, points.step.slice(from));
  next.time = joined(series.time, points.time.slice(from));
  next.count = joined(series.count, new Float64Array(added).fill(1));
  // Where every index is one point, the columns of values are one.
  const grown = new Map<Float64Array, Float64Array>();
  for (const column of VALUES) {
    const old = series[column];
    next[column] = grown.get(old) ?? joined(old, values);
    grown.set(old, next[column]);
  }
  for (let i = from; i < points.step.length && next.nonFinite.length < KEPT_NON_FINITE; i++) {
    const value = Number(points.value[i]);
    if (Number.isFinite(value)) continue;
    next.nonFinite.push({
      step: points.step[i]!,
      value: Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity",
    });
  }
  return next;
}

/** How much of a column's memory is in use; behind it is room that nobody reads. */
const used = new WeakMap<ArrayBufferLike, number>();
const LEAST_ROOM = 64;

/** Both, in the old column's memory where there is room behind it. The old column stays as it is. */
function joined(old: Float64Array, news: ArrayLike<number>): Float64Array {
  const length = old.length + news.length;
  const hasRoom = used.get(old.buffer) === old.length && old.buffer.byteLength >= length * old.BYTES_PER_ELEMENT;
  const buffer = hasRoom ? old.buffer : new Float64Array(length + Math.max(LEAST_ROOM, length >> 2)).buffer;
  const all = new Float64Array(buffer, 0, length);
  if (!hasRoom) all.set(old);
  all.set(news, old.length);
  used.set(buffer, length);
  return all;
}

/** A copy without what lies at or after `step`. */
function cutFrom(series: SeriesData, step: number): SeriesData {
  const kept = series.x.findIndex((x) => x >= step);
  const length = kept < 0 ? series.x.length : kept;
  const next = { ...series };
  for (const column of COLUMNS) next[column] = series[column].subarray(0, length);
  next.total = next.count.reduce((sum, count) => sum + count, 0);
  next.nonFinite = next.nonFinite.filter((mark) => mark.step < step);
  return next;
}

/** Every two neighbouring entries as one. */
function halve(series: SeriesData): SeriesData {
  const length = Math.ceil(series.x.length / 2);
  const next: SeriesData = { ...series, merged: true };
  for (const column of COLUMNS) next[column] = new Float64Array(length);
  for (let k = 0; k < length; k++) {
    const i = 2 * k;
    const j = Math.min(i + 1, series.x.length - 1);
    const counts = i === j ? [series.count[i]!] : [series.count[i]!, series.count[j]!];
    next.x[k] = series.x[j]!;
    next.time[k] = series.time[j]!;
    next.count[k] = counts.reduce((a, b) => a + b);
    next.min[k] = pick(Math.min, series.min[i]!, series.min[j]!);
    next.max[k] = pick(Math.max, series.max[i]!, series.max[j]!);
    next.mean[k] = meanOf([series.mean[i]!, series.mean[j]!], counts);
    next.first[k] = series.first[i]!;
    next.last[k] = series.last[j]!;
  }
  return next;
}

function pick(choose: (a: number, b: number) => number, a: number, b: number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : choose(a, b);
}

function meanOf(values: number[], counts: number[]): number {
  let sum = 0;
  let mass = 0;
  counts.forEach((count, i) => {
    const value = values[i]!;
    if (Number.isNaN(value)) return;
    sum += value * count;
    mass += count;
  });
  return mass === 0 ? Number.NaN : sum / mass;
}

function finiteOrGap(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
