import type { SweepPlanInput } from "#app/_trpc/rows.ts";

/** What a field of a config may be, as it is being typed. */
export type FieldEdit = {
  kind: "values" | "range";
  /** Separated by commas. */
  values: string;
  min: string;
  max: string;
  log: boolean;
  /** Values that a grid takes of a range. */
  count: string;
};

/** A sweep as it is being typed; fields by path, in the order in which they were added. */
export type SweepEdits = {
  fields: Readonly<Record<string, FieldEdit>>;
  method: SweepPlanInput["method"];
  trials: string;
  seed: string;
  metric: string;
  goal: "min" | "max";
  firstStep: string;
  eta: string;
  notFinite: boolean;
  /** Both empty: no such rule. `progressBy` in percent. */
  progressStep: string;
  progressBy: string;
};

export const FIRST_SWEEP: SweepEdits = {
  ...{ fields: {}, method: "grid", trials: "20", seed: "0", metric: "train/loss", goal: "min" },
  ...{ firstStep: "100", eta: "3", notFinite: true, progressStep: "", progressBy: "" },
};

/** A field that is tried from now on; its present value is the first to try. */
export function firstEdit(value: string): FieldEdit {
  return { kind: "values", values: value, min: "", max: "", log: false, count: "5" };
}
