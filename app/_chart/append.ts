import type { NewPoints, SeriesData } from "./series-data.ts";

const KEPT_NON_FINITE = 100;
const COLUMNS = ["x", "time", "min", "max", "mean", "first", "last", "count"] as const;

/**
 * The series with new points at its end; the input is not changed. Points that it already has are skipped, a newer
 * attempt hides what older attempts logged from its first point on, and above `limit` entries neighbours are merged.
 */
export function appendPoints(series: SeriesData, points: NewPoints, { limit = 4000 } = {}): SeriesData {
  const known = series.attempts.at(-1)?.attempt ?? 0;
  const firstStep = points.step[0];
  if (firstStep === undefined || points.attempt < known) return series;
  const isNewAttempt = points.attempt > known;
  const next = isNewAttempt ? cutFrom(series, firstStep) : copy(series);
  if (isNewAttempt) next.attempts.push({ attempt: points.attempt, fromStep: firstStep });
  const added = addAll(next, points);
  if (!added && !isNewAttempt) return series;
  return next.x.length > limit ? halve(next) : next;
}

function addAll(series: SeriesData, points: NewPoints): number {
  let added = 0;
  for (let i = 0; i < points.step.length; i++) {
    const step = points.step[i]!;
    const end = series.x.at(-1);
    if (end !== undefined && step <= end) continue;
    const value = Number(points.value[i]);
    const shown = Number.isFinite(value) ? value : null;
    for (const column of ["min", "max", "mean", "first", "last"] as const) series[column].push(shown);
    series.x.push(step);
    series.time.push(points.time[i]!);
    series.count.push(1);
    if (shown === null && series.nonFinite.length < KEPT_NON_FINITE)
      series.nonFinite.push({ step, value: Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity" });
    added++;
  }
  series.total += added;
  return added;
}

/** A copy without what lies at or after `step`. */
function cutFrom(series: SeriesData, step: number): SeriesData {
  const kept = series.x.findIndex((x) => x >= step);
  const length = kept < 0 ? series.x.length : kept;
  const next = copy(series);
  for (const column of COLUMNS) next[column].length = length;
  next.total = next.count.reduce((sum, count) => sum + count, 0);
  next.nonFinite = next.nonFinite.filter((mark) => mark.step < step);
  return next;
}

/** Every two neighbouring entries as one. */
function halve(series: SeriesData): SeriesData {
  const next: SeriesData = { ...series, merged: true };
  for (const column of COLUMNS) next[column] = [];
  for (let i = 0; i < series.x.length; i += 2) {
    const j = Math.min(i + 1, series.x.length - 1);
    const counts = i === j ? [series.count[i]!] : [series.count[i]!, series.count[j]!];
    next.x.push(series.x[j]!);
    next.time.push(series.time[j]!);
    next.count.push(counts.reduce((a, b) => a + b));
    next.min.push(pick(Math.min, series.min[i]!, series.min[j]!));
    next.max.push(pick(Math.max, series.max[i]!, series.max[j]!));
    next.mean.push(meanOf([series.mean[i]!, series.mean[j]!], counts));
    next.first.push(series.first[i]!);
    next.last.push(series.last[j]!);
  }
  return next;
}

function pick(choose: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : choose(a, b);
}

function meanOf(values: (number | null)[], counts: number[]): number | null {
  let sum = 0;
  let mass = 0;
  counts.forEach((count, i) => {
    const value = values[i];
    if (value === null || value === undefined) return;
    sum += value * count;
    mass += count;
  });
  return mass === 0 ? null : sum / mass;
}

function copy(series: SeriesData): SeriesData {
  const next = { ...series, nonFinite: [...series.nonFinite], attempts: [...series.attempts] };
  next.x = [...series.x];
  next.time = [...series.time];
  next.count = [...series.count];
  for (const column of ["min", "max", "mean", "first", "last"] as const) next[column] = [...series[column]];
  return next;
}
