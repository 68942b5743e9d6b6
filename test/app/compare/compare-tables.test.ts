import { expect, test } from "vitest";
import { diffConfigs } from "#app/compare/_parts/diff-configs.ts";
import { metricRows } from "#app/compare/_parts/metric-rows.ts";

test("config differences name each path once, also where only one config has it", () => {
  const rows = diffConfigs([
    { a: { b: 1, c: [1, 2] }, d: null },
    { a: { b: 2, c: [1, 2] }, e: "x" },
  ]);
  expect(rows).toEqual([
    { path: "a.b", values: [1, 2], differs: true },
    {
      path: "a.c",
      values: [
        [1, 2],
        [1, 2],
      ],
      differs: false,
    },
    { path: "d", values: [null, undefined], differs: true },
    { path: "e", values: [undefined, "x"], differs: true },
  ]);
});

const value = (last: number | string, min: number | null, max: number | null) => ({
  step: 10,
  value: last,
  time: 0,
  min,
  max,
  mean: null,
  finite: 1,
});

test("best follows the metric's direction, and so does better", () => {
  const rows = metricRows(["a", "b"], "a", [
    { runId: "a", values: { "train/loss": value(1, 0.5, 2), "energy/gap": value(1, 0, 1), own: value(3, 1, 4) } },
    { runId: "b", values: { "train/loss": value(0.5, 0.4, 2), "energy/gap": value(0.5, 0, 2), own: value(1, 1, 4) } },
  ]);
  expect(rows.map(({ key }) => key)).toEqual(["train/loss", "energy/gap", "own"]);
  const [loss, gap, own] = rows.map(({ cells }) => cells[1]);
  expect(loss).toEqual({ last: 0.5, step: 10, best: 0.4, delta: -0.5, isBetter: true });
  expect(gap).toEqual({ last: 0.5, step: 10, best: 2, delta: -0.5, isBetter: false });
  expect(own).toEqual({ last: 1, step: 10, best: null, delta: -2, isBetter: null });
  expect(rows[0]?.cells[0]).toMatchObject({ delta: null, isBetter: null });
});

test("NaN and missing values are shown and never compared", () => {
  const rows = metricRows(["a", "b"], "a", [
    { runId: "a", values: { "train/loss": value("NaN", 0.5, 2) } },
    { runId: "b", values: { "train/loss": value(1, 1, 1), "val/loss": value(1, 1, 1) } },
  ]);
  expect(rows[0]?.cells[0]?.last).toBe("NaN");
  expect(rows[0]?.cells[1]).toMatchObject({ delta: null, isBetter: null });
  expect(rows[1]?.cells[0]).toBeNull();
});
