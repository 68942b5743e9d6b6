import { expect, test } from "vitest";
import { chartSeries, type SeriesPlan } from "#app/_panels/chart-series.ts";
import { makeData } from "../chart/make-series.ts";

const run = (id: string, group?: string) => ({ id, name: `run ${id}`, startedAt: null, ...(group && { group }) });
const plan = (more: Partial<SeriesPlan>): SeriesPlan => ({
  lines: [{ key: "train/loss" }, { key: "val/loss", isValidation: true }],
  runs: [run("a"), run("b")],
  labelOf: (key) => key,
  xKind: "step",
  xKey: null,
  spread: null,
  ...more,
});
const data = ["a", "b"].flatMap((runId) => ["train/loss", "val/loss"].map((key) => makeData([1, 2], { runId, key })));

test("lines of several runs are named by run, those of one by metric", () => {
  expect(chartSeries(data, plan({})).map(({ label }) => label)).toEqual([
    "run a",
    "run b",
    "run a · val",
    "run b · val",
  ]);
  expect(chartSeries(data, plan({ runs: [run("a")] })).map(({ label }) => label)).toEqual(["train/loss", "val/loss"]);
});

test("three metrics of one run have three identities, a metric and its validation one", () => {
  const lines = ["train/loss", "val/loss", "energy/gap"].map((key) => ({ key }));
  const of = (some: SeriesPlan["lines"]) =>
    new Set(
      chartSeries(
        [...data, makeData([1], { runId: "a", key: "energy/gap" })],
        plan({ runs: [run("a")], lines: some }),
      ).map(({ identity }) => identity),
    ).size;
  expect(of(lines)).toBe(3);
  expect(of(plan({}).lines)).toBe(1);
});

test("runs of one group become one line a metric, a run without a group stays its own", () => {
  const grouped = chartSeries(data, plan({ runs: [run("a", "lr 1e-3"), run("b", "lr 1e-3")], spread: "std" }));
  expect(grouped.map(({ label, isValidation }) => [label, isValidation ?? false])).toEqual([
    ["lr 1e-3 (2)", false],
    ["lr 1e-3 · val (2)", true],
  ]);
  expect(chartSeries(data, plan({ spread: "std" })).map(({ label }) => label)[0]).toBe("run a (1)");
});

test("another metric as x is joined for each run by itself", () => {
  const samples = makeData([64, 128], { runId: "a", key: "train/samples" });
  const [a, b] = chartSeries([...data, samples], plan({ xKind: "metric", xKey: "train/samples" }));
  expect([...a!.at!]).toEqual([64, 128]);
  expect([...b!.at!]).toEqual([Number.NaN, Number.NaN]);
});
