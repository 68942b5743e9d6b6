import { expect, test } from "vitest";
import { type ImportanceSample, importanceOf } from "#server/sweeps/importance.ts";
import type { SweepField } from "#server/sweeps/plan.ts";
import { seededRandom } from "#server/sweeps/random.ts";

const FIELDS: SweepField[] = [
  { path: "lr", kind: "range", min: 1e-5, max: 1e-1, log: true, int: false },
  { path: "noise", kind: "range", min: 0, max: 1, log: false, int: false },
  { path: "opt", kind: "values", values: ["sgd", "adamw", "lion"] },
];

/** Runs drawn as a random sweep draws them, with the objective that `value` gives. */
function sample(count: number, value: (run: { lr: number; noise: number; opt: string }) => number): ImportanceSample[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () => {
    const run = {
      lr: 10 ** (-5 + 4 * random()),
      noise: random(),
      opt: ["sgd", "adamw", "lion"][Math.floor(3 * random())]!,
    };
    return { values: run, value: value(run) };
  });
}

const shareOf = (samples: ImportanceSample[], path: string) =>
  importanceOf(FIELDS, samples).fields.find((field) => field.path === path)!.share;

test("the field that alone decides has nearly all of it, also where that is not monotone", () => {
  const rising = sample(60, ({ lr }) => Math.log10(lr));
  expect(shareOf(rising, "lr")).toBeGreaterThan(0.9);
  const told = importanceOf(FIELDS, rising);
  expect(told.fields[0]).toMatchObject({ path: "lr", correlation: expect.closeTo(1, 10) });
  expect(told.explained).toBeGreaterThan(0.9);
  expect(told.fields.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 10);
  const valley = sample(60, ({ lr }) => (Math.log10(lr) + 3) ** 2);
  expect(shareOf(valley, "lr")).toBeGreaterThan(0.8);
  expect(Math.abs(importanceOf(FIELDS, valley).fields[0]!.correlation!)).toBeLessThan(0.5);
});

test("words matter too, and have no correlation", () => {
  const samples = sample(60, ({ opt }) => (opt === "sgd" ? 10 : 1));
  const { fields } = importanceOf(FIELDS, samples);
  expect(fields[0]).toMatchObject({ path: "opt", correlation: null });
  expect(fields[0]!.share).toBeGreaterThan(0.95);
});

test("one run that went astray does not outweigh the others", () => {
  const samples = sample(40, ({ lr }) => Math.log10(lr));
  samples[0]!.value = 1e12;
  expect(shareOf(samples, "lr")).toBeGreaterThan(0.6);
});

test("where nothing but chance decides, the forest says that it explains nothing", () => {
  const random = seededRandom(9);
  const { explained } = importanceOf(
    FIELDS,
    sample(60, () => random()),
  );
  expect(explained).toBeLessThan(0.2);
});

test("it does not depend on the order of runs beyond chance, and is the same for the same runs", () => {
  const samples = sample(50, ({ lr, opt }) => Math.log10(lr) + (opt === "lion" ? 1 : 0));
  expect(importanceOf(FIELDS, samples)).toEqual(importanceOf(FIELDS, structuredClone(samples)));
  expect(Math.abs(shareOf(samples, "lr") - shareOf(samples.toReversed(), "lr"))).toBeLessThan(0.15);
});

test("with too few runs nothing is said; with equal objectives nothing matters", () => {
  expect(
    importanceOf(
      FIELDS,
      sample(4, ({ lr }) => lr),
    ),
  ).toEqual({ runs: 4, least: 5, explained: null, fields: [] });
  for (const { share } of importanceOf(
    FIELDS,
    sample(20, () => 1),
  ).fields)
    expect(share).toBe(0);
});
