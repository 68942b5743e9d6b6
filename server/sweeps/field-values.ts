import type { SweepField, TrialValue } from "./plan.ts";

type Range = Extract<SweepField, { kind: "range" }>;

/** The values that a grid takes of a field, in order and each once. A range needs its `count`. */
export function gridValues(field: SweepField): TrialValue[] {
  if (field.kind === "values") return distinct(field.values);
  const { min, max, count = 2, int } = field;
  const values = Array.from({ length: count }, (_, i) => {
    if (i === 0) return min;
    return i === count - 1 ? max : between(field, i / (count - 1));
  });
  return distinct(values.map((value) => (int ? Math.round(value) : tidy(value, field, 12))));
}

/** How many values a grid takes of a field. Of a range without a count nothing is known: it counts as one. */
export function countGrid(field: SweepField): number {
  return field.kind === "range" && field.count === undefined ? 1 : gridValues(field).length;
}

/** A value of a field, `random` giving one number in [0, 1). */
export function drawValue(field: SweepField, random: () => number): TrialValue {
  if (field.kind === "values") {
    const values = distinct(field.values);
    return values[Math.floor(random() * values.length)]!;
  }
  const { max, int } = field;
  if (!int) return tidy(between(field, random()), field, 6);
  // One more, so that the last whole number has its share.
  return Math.min(max, Math.floor(between({ ...field, max: max + 1 }, random())));
}

/** How many values a draw may give; infinite for a range that is not of whole numbers. */
export function countValues(field: SweepField): number {
  if (field.kind === "values") return distinct(field.values).length;
  return field.int ? field.max - field.min + 1 : Number.POSITIVE_INFINITY;
}

/** The value at a place among those that a draw may give. */
export function valueAt(field: SweepField, place: number): TrialValue {
  return field.kind === "values" ? distinct(field.values)[place]! : field.min + place;
}

/** The place of a value among those that a draw may give. */
export function placeOf(field: SweepField, value: TrialValue): number {
  return field.kind === "values" ? distinct(field.values).indexOf(value) : Number(value) - field.min;
}

function between({ min, max, log }: Range, share: number): number {
  return log ? Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min))) : min + share * (max - min);
}

/** As many digits as people want to read, where the range is wide enough for them. */
function tidy(value: number, { min, max }: Range, digits: number): number {
  const isNarrow = max - min < 1e-3 * Math.max(Math.abs(min), Math.abs(max));
  return Math.min(max, Math.max(min, Number(value.toPrecision(isNarrow ? 15 : digits))));
}

function distinct(values: TrialValue[]): TrialValue[] {
  return [...new Set(values)];
}
