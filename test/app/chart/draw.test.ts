import { describe, expect, test } from "vitest";
import { thin } from "#app/_chart/chart-table.tsx";
import { fileNameOf } from "#app/_chart/download-blob.ts";
import { chartCsv } from "#app/_chart/export-csv.ts";
import { plotArea, yAxisWidth } from "#app/_chart/layout.ts";
import { sparkPath } from "#app/_chart/spark-path.ts";
import { xTickLabel, yTickLabel } from "#app/_chart/tick-label.ts";
import { makeData, makeSeries } from "./make-series.ts";

describe("chartCsv", () => {
  test("has a row per point in sight, exact, gaps said as NaN, names quoted", () => {
    const data = makeData([0.1 + 0.2, null, 3], { runId: "abc12345" });
    const csv = chartCsv([makeSeries("s", [], { label: 'a "b", c', data })], "step", [0, 25]);
    expect(csv.split("\r\n")).toEqual([
      "series,run,metric,step,time,mean,min,max,first,last,count",
      `"a ""b"", c",abc12345,train/loss,10,1970-01-01T00:16:40.000Z,${"0.30000000000000004,".repeat(5)}1`,
      `"a ""b"", c",abc12345,train/loss,20,1970-01-01T00:16:41.000Z,NaN,NaN,NaN,NaN,NaN,1`,
      "",
    ]);
  });

  test("a title becomes a file name in any language", () => {
    expect(fileNameOf("Energy / gap (val)")).toBe("energy-gap-val");
    expect(fileNameOf("能量差")).toBe("能量差");
    expect(fileNameOf("///")).toBe("chart");
  });
});

describe("sparkPath", () => {
  const box = { width: 80, height: 20 };

  test("stays in its box and breaks at gaps", () => {
    const path = sparkPath([0, 5, null, 1, Number.NaN, 3], box);
    expect(path.match(/M/g)).toHaveLength(3);
    for (const [, x, y] of path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
      expect(Number(x) >= 0 && Number(x) <= 80).toBe(true);
      expect(Number(y) >= 0 && Number(y) <= 20).toBe(true);
    }
  });

  test("a constant runs through the middle, nothing is nothing", () => {
    expect(sparkPath([2, 2], box)).toBe("M1.5 10h0L78.5 10");
    expect(sparkPath([null], box)).toBe("");
  });
});

describe("labels", () => {
  test("y ticks have the decimals that their step needs", () => {
    expect([0, 0.5, 1].map((y) => yTickLabel(y, 0.5, false, "en"))).toEqual(["0", "0.5", "1.0"]);
    expect(yTickLabel(0.0005, 0.0001, false, "en")).toBe("0.0005");
    expect(yTickLabel(2e-5, 1e-5, false, "en")).toBe("2e-5");
    expect(yTickLabel(0.01, 0.09, true, "en")).toBe("0.01");
    expect(yTickLabel(1e-5, 1, true, "en")).toBe("1e-5");
  });

  test("x ticks shorten thousands only where all are thousands", () => {
    expect(xTickLabel(1500, "step", 500, "en")).toBe("1,500");
    expect(xTickLabel(12_000, "step", 2000, "en")).toBe("12k");
    expect(xTickLabel(300, "relative", 60, "en")).toBe("5m");
  });

  test("the axis is as wide as its longest label, the plot takes the rest", () => {
    const width = yAxisWidth(["0", "0.0005"]);
    expect(width).toBeGreaterThanOrEqual(6 * 6.6 + 8);
    const plot = plotArea(400, 220, width);
    expect(plot.left + plot.width).toBeLessThan(400);
    expect(plot.top + plot.height).toBeLessThan(220);
  });
});

test("a table of many points is thinned evenly and keeps both ends", () => {
  const thinned = thin(
    Float64Array.from({ length: 1000 }, (_, i) => i),
    200,
  );
  expect(thinned).toHaveLength(200);
  expect([thinned[0], thinned.at(-1)]).toEqual([0, 999]);
});
