import { expect, test } from "vitest";
import { cellOf, columnsParam, DEFAULT_COLUMNS, type MetricColumn, readColumns } from "#app/_home/columns.ts";
import { listInput, readSort } from "#app/_home/list-input.ts";

test("columns come back from the URL as they went in; the usual ones leave it empty", () => {
  const columns: MetricColumn[] = [
    { key: "train/loss", by: "min" },
    { key: "VLA Train/Curr Loss", by: "last" },
    { key: "custom/a~b", by: "mean" },
  ];
  const param = columnsParam(columns);
  expect(readColumns(new URLSearchParams(new URLSearchParams({ cols: param! }).toString()).get("cols"))).toEqual(
    columns,
  );
  expect(columnsParam(DEFAULT_COLUMNS)).toBeNull();
  expect(readColumns(null)).toEqual(DEFAULT_COLUMNS);
  expect(readColumns(columnsParam([]))).toEqual([]);
});

test("odd words in the URL are columns of that name, each once, and not without end", () => {
  expect(readColumns("a~top||a|b~max|b")).toEqual([
    { key: "a~top", by: "last" },
    { key: "a", by: "last" },
    { key: "b", by: "max" },
  ]);
  expect(readColumns(Array.from({ length: 50 }, (_, i) => `m${i}`).join("|"))).toHaveLength(12);
});

test("a cell shows the figure of its column", () => {
  const run = { summary: { "train/loss": 0.5, broken: "NaN" } };
  const values = { "train/loss": { step: 9, time: 1, value: 0.5, min: 0.1, max: 2, mean: 0.7, finite: 3 } };
  const of = (by: MetricColumn["by"], key = "train/loss") => cellOf({ key, by }, run, values);
  expect([of("last"), of("min"), of("max"), of("mean")]).toEqual([0.5, 0.1, 2, 0.7]);
  expect([of("last", "broken"), of("min", "broken"), of("last", "none")]).toEqual(["NaN", undefined, undefined]);
});

test("the table is sorted by what its URL says", () => {
  const params = new URLSearchParams("sort=train/loss&by=min&dir=asc");
  expect(listInput(params, "")).toMatchObject({ sort: { key: "train/loss", by: "min", desc: false } });
  expect(readSort(new URLSearchParams("by=median"))).toEqual({ key: "createdAt" });
});
