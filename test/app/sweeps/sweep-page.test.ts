import { expect, test } from "vitest";
import type { SweepDetail, SweepRun } from "#app/_trpc/rows.ts";
import { bestRuns } from "#app/sweeps/_parts/best-runs.ts";
import { prepareParallel } from "#app/sweeps/_parts/prepare-parallel.ts";
import { sortRuns } from "#app/sweeps/_parts/sort-runs.ts";

type Field = SweepDetail["plan"]["fields"][number];

const LR: Field = { path: "lr", kind: "range", min: 1e-5, max: 1e-1, log: true, int: false };
const OPT: Field = { path: "opt", kind: "values", values: ["sgd", "adamw", "lion"] };

const run = (trial: number, values: SweepRun["values"], best: number | null): SweepRun => ({
  ...{ id: `run${trial}`, name: `r ${trial}`, trial, values, status: "finished", step: trial * 10, maxSteps: 100 },
  ...{ createdAt: 0, startedAt: 0, endedAt: 0, endReason: null, stoppedBy: null, stoppedText: null },
  objective: best === null ? null : { best, last: best, step: 10 },
});

const sweepOf = (runs: SweepRun[], goal: "min" | "max" = "min") => ({
  runs,
  plan: {
    ...{ method: "random", fields: [LR, OPT], seed: 0, stop: { notFinite: true } },
    objective: { metric: "val/loss", goal },
  } as SweepDetail["plan"],
});

test("a line has a place on each axis, by the logarithm where the range is one, and the worst is drawn first", () => {
  const { axes, lines } = prepareParallel(
    sweepOf([
      run(1, { lr: 1e-5, opt: "sgd" }, 3),
      run(2, { lr: 1e-3, opt: "adamw" }, 1),
      run(3, { lr: 1e-1, opt: "lion" }, 2),
      run(4, { lr: 1e-2, opt: "lion" }, null),
    ]),
  );
  expect(axes.map(({ path, isLog }) => [path, isLog])).toEqual([
    ["lr", true],
    ["opt", false],
    [null, false],
  ]);
  expect(axes[1]?.ticks).toEqual([
    { at: 0, value: "adamw" },
    { at: 0.5, value: "lion" },
    { at: 1, value: "sgd" },
  ]);
  expect(lines.map(({ runId }) => runId)).toEqual(["run1", "run3", "run2"]);
  expect(lines.map(({ rank }) => rank)).toEqual([0, 0.5, 1]);
  const [first, , best] = lines;
  expect(first?.places).toEqual([0, 1, 1]);
  expect(best?.places[0]).toBeCloseTo(0.5, 12);
  expect(best?.places.slice(1)).toEqual([0, 0]);
  for (const { at } of axes.flatMap(({ ticks }) => ticks)) expect(at).toBeGreaterThanOrEqual(-1e-9);
});

test("one value alone stands in the middle, and objectives far apart are read by their logarithm", () => {
  const { axes, lines } = prepareParallel(
    sweepOf([run(1, { lr: 1e-3, opt: "sgd" }, 0.01), run(2, { lr: 1e-3, opt: "sgd" }, 10)], "max"),
  );
  expect(axes.map(({ isLog }) => isLog)).toEqual([false, false, true]);
  expect(lines.map(({ places }) => places)).toEqual([
    [0.5, 0.5, 0],
    [0.5, 0.5, 1],
  ]);
  expect(lines.at(-1)?.runId).toBe("run2");
});

test("rows are sorted by any column, those without a value last whichever way", () => {
  const runs = [run(1, { lr: 0.1 }, null), run(2, { lr: 0.01 }, 5), run(3, { lr: 1 }, 2), run(4, {}, 5)];
  const order = (key: Parameters<typeof sortRuns>[1]["key"], isDescending: boolean) =>
    sortRuns(runs, { key, isDescending }).map(({ trial }) => trial);
  expect(order("best", false)).toEqual([3, 2, 4, 1]);
  expect(order("best", true)).toEqual([2, 4, 3, 1]);
  expect(order("field:lr", true)).toEqual([3, 1, 2, 4]);
  expect(order("step", true)).toEqual([4, 3, 2, 1]);
  expect(bestRuns(runs, "min").map(({ trial }) => trial)).toEqual([3, 2, 4]);
  expect(bestRuns(runs, "max").map(({ trial }) => trial)).toEqual([2, 4, 3]);
});
