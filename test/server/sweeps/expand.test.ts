import fc from "fast-check";
import { expect, test } from "vitest";
import { expandPlan } from "#server/sweeps/expand.ts";
import { type SweepField, SweepPlan } from "#server/sweeps/plan.ts";

const OBJECTIVE = { metric: "val/loss", goal: "min" } as const;
const plan = (more: object) => SweepPlan.parse({ method: "grid", objective: OBJECTIVE, ...more });
const rows = (made: SweepPlan) => expandPlan(made).trials.map(({ values }) => Object.values(values));

test("a grid is every combination once, the last field changing fastest", () => {
  const made = plan({
    fields: [
      { path: "a", kind: "values", values: ["x", "y", "x"] },
      { path: "b", kind: "range", min: 1e-4, max: 1e-1, log: true, count: 4 },
    ],
  });
  expect(expandPlan(made)).toMatchObject({ runs: 8, combinations: 8, problems: [] });
  expect(rows(made)).toEqual(["x", "y"].flatMap((a) => [1e-4, 1e-3, 1e-2, 1e-1].map((b) => [a, b])));
  expect(expandPlan(made).trials.map(({ trial }) => trial)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test("a grid of whole numbers has each once, however many were asked for", () => {
  const range = { path: "a", kind: "range", min: 1, max: 3, int: true, count: 10 };
  expect(rows(plan({ fields: [range] }))).toEqual([[1], [2], [3]]);
  expect(rows(plan({ fields: [{ ...range, min: 8, max: 64, log: true, count: 4 }] }))).toEqual([[8], [16], [32], [64]]);
});

test("what cannot be is told and makes no trial", () => {
  const range = { path: "a", kind: "range", min: 0, max: 1 };
  const problems = (more: object) => expandPlan(plan(more)).problems.map(({ path, message }) => [path, message.en]);
  expect(problems({ fields: [range] })).toEqual([["a", expect.stringContaining("how many values to take")]]);
  expect(problems({ fields: [{ ...range, log: true, count: 2 }] })).toEqual([
    ["a", expect.stringContaining("above 0")],
  ]);
  expect(problems({ fields: [{ ...range, min: 2, count: 2 }] })).toEqual([["a", expect.stringContaining("2 to 1")]]);
  expect(problems({ fields: [{ ...range, max: 1.5, int: true, count: 2 }] })).toHaveLength(1);
  expect(problems({ method: "random", fields: [range] })).toEqual([[null, expect.stringContaining("needs trials")]]);
  expect(problems({ method: "halving", trials: 3, fields: [range] })).toHaveLength(1);
  const many = ["a", "b", "c"].map((path) => ({ ...range, path, count: 11 }));
  expect(expandPlan(plan({ fields: many }))).toMatchObject({ runs: 1331, trials: [], problems: [{ path: null }] });
});

const fieldOf = (path: string): fc.Arbitrary<SweepField> =>
  fc.oneof(
    fc.record({
      path: fc.constant(path),
      kind: fc.constant("values" as const),
      values: fc.array(fc.oneof(fc.integer(), fc.boolean(), fc.string({ maxLength: 5 })), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
    fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1000 }), fc.boolean(), fc.boolean())
      .map(([min, span, log, int]) => ({ path, kind: "range" as const, min, max: min + span, log, int })),
    fc
      .tuple(
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 1.5, max: 1e4, noNaN: true }),
        fc.boolean(),
      )
      .map(([min, factor, log]) => ({ path, kind: "range" as const, min, max: min * factor, log, int: false })),
  );

test("draws lie in their ranges, are the same for the same seed, and repeat only when every combination has come", () => {
  fc.assert(
    fc.property(
      fc.tuple(fieldOf("a"), fieldOf("b")),
      fc.integer({ min: 1, max: 60 }),
      fc.nat(1000),
      (fields, trials, seed) => {
        const made = plan({ method: "random", fields, trials, seed });
        const { combinations } = expandPlan(made);
        const drawn = rows(made);
        expect(drawn).toHaveLength(trials);
        expect(rows(made)).toEqual(drawn);
        for (const row of drawn)
          for (const [at, field] of fields.entries()) {
            if (field.kind === "values") expect(field.values).toContain(row[at]);
            else {
              expect(row[at]).toBeGreaterThanOrEqual(field.min);
              expect(row[at]).toBeLessThanOrEqual(field.max);
              if (field.int) expect(Number.isInteger(row[at])).toBe(true);
            }
          }
        const first = drawn.slice(0, combinations).map((row) => JSON.stringify(row));
        expect(new Set(first).size).toBe(first.length);
      },
    ),
    { numRuns: 200 },
  );
});

test("draws of a log range are even in the logarithm, those of another in the value, and seeds differ", () => {
  const range = { path: "a", kind: "range", min: 1e-4, max: 1 };
  const draw = (more: object, seed = 0) =>
    rows(plan({ method: "random", trials: 1000, seed, fields: [{ ...range, ...more }] })).map(([value]) =>
      Number(value),
    );
  const below = (values: number[], limit: number) => values.filter((value) => value < limit).length;
  expect(Math.abs(below(draw({ log: true }), 1e-2) - 500)).toBeLessThan(60);
  expect(Math.abs(below(draw({}), 0.5) - 500)).toBeLessThan(60);
  expect(draw({}, 1)).not.toEqual(draw({}, 2));
  // The ends of a range of whole numbers come as often as the rest.
  const whole = draw({ min: 1, max: 4, int: true });
  for (const value of [1, 2, 3, 4]) expect(whole.filter((each) => each === value)).toHaveLength(250);
});
