import { expect, test } from "vitest";
import type { Field, FieldKind } from "#app/_form/field.ts";
import { buildPlan } from "#app/launch/_parts/sweep/build-plan.ts";
import { FIRST_SWEEP, type FieldEdit, firstEdit, type SweepEdits } from "#app/launch/_parts/sweep/sweep-edits.ts";
import { SweepPlan } from "#server/sweeps/plan.ts";

const field = (path: string, kind: FieldKind): Field => ({
  ...{ path, kind, label: { en: path, zh: path }, help: null, unit: null, isAdvanced: false, default: null },
});
const NUMBER = { type: "number", isNullable: false, isInteger: false, min: null, max: null } as const;
const FIELDS = [
  field("training.learningRate", NUMBER),
  field("training.batchSize", { ...NUMBER, isInteger: true }),
  field("energy.enabled", { type: "switch" }),
  field("head.kind", { type: "choice", options: ["l1", "diffusion"] }),
  field("training.seed", { ...NUMBER, isInteger: true, isNullable: true }),
];

const edit = (more: Partial<FieldEdit>): FieldEdit => ({ ...firstEdit(""), ...more });
const build = (fields: Record<string, Partial<FieldEdit>>, more: Partial<SweepEdits> = {}) =>
  buildPlan(
    {
      ...FIRST_SWEEP,
      fields: Object.fromEntries(Object.entries(fields).map(([path, each]) => [path, edit(each)])),
      ...more,
    },
    FIELDS,
  );

test("values are read as their field takes them, with Chinese commas too, and as typed where no field is known", () => {
  const { plan, problems } = build({
    "training.learningRate": { values: "1e-4，3e-4, .001" },
    "energy.enabled": { values: "on, false、开" },
    "head.kind": { values: "l1, diffusion" },
    "training.seed": { values: "none, 7" },
    "environment.OPT": { values: "adamw, 3, true" },
  });
  expect(problems).toEqual({});
  expect(plan?.fields.map((each) => each.kind === "values" && each.values)).toEqual([
    [1e-4, 3e-4, 1e-3],
    [true, false, true],
    ["l1", "diffusion"],
    [null, 7],
    ["adamw", 3, true],
  ]);
  expect(SweepPlan.parse(plan)).toMatchObject({ method: "grid", objective: { metric: "train/loss", goal: "min" } });
});

test("a range has its count in a grid alone, and is of whole numbers where the field is", () => {
  const range = { kind: "range", min: "8", max: "64", log: true, count: "4" } as const;
  expect(build({ "training.batchSize": range }).plan?.fields).toEqual([
    { path: "training.batchSize", kind: "range", min: 8, max: 64, log: true, int: true, count: 4 },
  ]);
  const { plan } = build({ "training.batchSize": range }, { method: "random", trials: "12", seed: "3" });
  expect(plan).toMatchObject({ method: "random", trials: 12, seed: 3 });
  expect(plan?.fields[0]).not.toHaveProperty("count");
});

test("what cannot be read is told by its box, and there is no plan until all can", () => {
  const { plan, problems } = build(
    {
      "training.learningRate": { values: "1e-4, fast" },
      "training.batchSize": { values: "8, 8.5" },
      "energy.enabled": { values: "maybe" },
      "head.kind": { values: " , " },
    },
    { method: "halving", trials: "many", firstStep: "", metric: " ", progressStep: "100" },
  );
  expect(plan).toBeNull();
  expect(problems).toEqual({
    "training.learningRate": { code: "notNumber", found: "fast" },
    "training.batchSize": { code: "notWhole", found: "8.5" },
    "energy.enabled": { code: "notSwitch", found: "maybe" },
    "head.kind": { code: "empty" },
    metric: { code: "empty" },
    trials: { code: "notNumber", found: "many" },
    firstStep: { code: "empty" },
    progressBy: { code: "empty" },
  });
  expect(build({}).plan).toBeNull();
});

test("halving and the rules that stop runs are in the plan as the server reads it", () => {
  const { plan } = build(
    { "training.learningRate": { kind: "range", min: "1e-5", max: "1e-2", log: true } },
    {
      method: "halving",
      trials: "9",
      firstStep: "50",
      eta: "3",
      notFinite: false,
      progressStep: "100",
      progressBy: "5",
    },
  );
  expect(SweepPlan.parse(plan)).toMatchObject({
    halving: { firstStep: 50, eta: 3 },
    stop: { notFinite: false, noProgress: { step: 100, by: 0.05 } },
  });
});
