/** Points of one attempt at one metric, steps ascending and each once. Steps are whole, times are ms since epoch. */
export type Columns = { step: Float64Array; time: Float64Array; value: Float64Array };

export const NO_POINTS: Columns = {
  step: new Float64Array(0),
  time: new Float64Array(0),
  value: new Float64Array(0),
};

/** Points `from` up to, not with, `to`; shares memory. */
export function slice({ step, time, value }: Columns, from: number, to: number): Columns {
  return { step: step.subarray(from, to), time: time.subarray(from, to), value: value.subarray(from, to) };
}

/** Points whose steps lie in [from, to]; shares memory. */
export function within(columns: Columns, from: number, to: number): Columns {
  const { step } = columns;
  if (step.length === 0 || (step[0]! >= from && step[step.length - 1]! <= to)) return columns;
  return slice(columns, firstNotBelow(step, from), firstNotBelow(step, to + 1));
}

export function concat(all: Columns[]): Columns {
  if (all.length < 2) return all[0] ?? NO_POINTS;
  const length = all.reduce((sum, { step }) => sum + step.length, 0);
  const out = makeColumns(length);
  let at = 0;
  for (const { step, time, value } of all) {
    out.step.set(step, at);
    out.time.set(time, at);
    out.value.set(value, at);
    at += step.length;
  }
  return out;
}

/** Both, by step; where both have a step, `newer` is right. */
export function merge(older: Columns, newer: Columns): Columns {
  const out = makeColumns(older.step.length + newer.step.length);
  let length = 0;
  const take = ({ step, time, value }: Columns, i: number) => {
    out.step[length] = step[i]!;
    out.time[length] = time[i]!;
    out.value[length++] = value[i]!;
  };
  for (let i = 0, j = 0; i < older.step.length || j < newer.step.length; ) {
    const a = i < older.step.length ? older.step[i]! : Number.POSITIVE_INFINITY;
    const b = j < newer.step.length ? newer.step[j]! : Number.POSITIVE_INFINITY;
    if (a < b) take(older, i++);
    else {
      take(newer, j++);
      if (a === b) i++;
    }
  }
  return slice(out, 0, length);
}

/** Points in the order of logging → by step; of points with one step the last is kept. */
export function fromLog(columns: Columns): Columns {
  const { step, time, value } = columns;
  let isAscending = true;
  for (let i = 1; i < step.length && isAscending; i++) isAscending = step[i]! > step[i - 1]!;
  if (isAscending) return columns;
  const order = Array.from(step, (_, i) => i)
    .sort((a, b) => step[a]! - step[b]! || a - b)
    .filter((at, i, all) => i === all.length - 1 || step[all[i + 1]!] !== step[at]);
  const pick = (from: Float64Array) => Float64Array.from(order, (at) => from[at]!);
  return { step: pick(step), time: pick(time), value: pick(value) };
}

/** Index of the first step that is not below `step`. */
export function firstNotBelow(steps: Float64Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Room for so many points. */
export function makeColumns(length: number): Columns {
  return { step: new Float64Array(length), time: new Float64Array(length), value: new Float64Array(length) };
}
