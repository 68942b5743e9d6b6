import type { SweepField, TrialValue } from "./plan.ts";

export type EncodedFields = {
  /** One list of numbers, a number a run, for each column. */
  columns: number[][];
  /** The place of the field that a column is of. */
  owners: number[];
};

/** Values of fields as numbers: a field of numbers as it is, any other as a column of 0 and 1 for each of its values. */
export function encodeFields(fields: SweepField[], runs: Record<string, TrialValue>[]): EncodedFields {
  const columns: number[][] = [];
  const owners: number[] = [];
  fields.forEach(({ path }, at) => {
    const values = runs.map((run) => run[path] ?? null);
    for (const column of columnsOf(values)) {
      columns.push(column);
      owners.push(at);
    }
  });
  return { columns, owners };
}

function columnsOf(values: TrialValue[]): number[][] {
  if (values.every((value) => typeof value === "number")) return [values];
  const kinds = [...new Set(values)];
  // Of two values one column says it all.
  const told = kinds.length === 2 ? kinds.slice(1) : kinds;
  return told.map((kind) => values.map((value) => Number(value === kind)));
}
