import { type ChartSeries, type XKind, xColumn } from "./prepare-series.ts";
import type { Domain } from "./scale.ts";

const HEAD = ["series", "run", "metric", "step", "time", "mean", "min", "max", "first", "last", "count"];

/**
 * The points in sight, unsmoothed, one a row (RFC 4180): step, ISO time, and mean, least, greatest, first and last
 * value of the `count` logged points that the row stands for. A NaN or infinite value is written as "NaN".
 */
export function chartCsv(series: readonly ChartSeries[], xKind: XKind, domain: Domain | null): string {
  const rows = [HEAD.join(",")];
  for (const one of series) {
    const { data } = one;
    const xs = xColumn(one, xKind);
    const names = [one.label, data.runId, data.key].map(quoted).join(",");
    for (let i = 0; i < xs.length; i++) {
      if (domain && (xs[i]! < domain[0] || xs[i]! > domain[1])) continue;
      const values = [data.mean[i], data.min[i], data.max[i], data.first[i], data.last[i]];
      rows.push([names, data.x[i], new Date(data.time[i]!).toISOString(), ...values, data.count[i]].join(","));
    }
  }
  return `${rows.join("\r\n")}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
