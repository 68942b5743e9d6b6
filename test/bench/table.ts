// How fast the runs table is sorted by a metric: npm run bench:table [-- --runs 100000] [--json FILE]
import { parseArgs } from "node:util";
import { listRuns, type MetricFigure } from "#server/runs/list.ts";
import { addRun, openLabStore, TEN_KEYS, timed } from "./lab-store.ts";
import { type Figures, quantile, report } from "./report.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "100000" } }, strict: false });
const runs = Number(values.runs);

const store = openLabStore();
try {
  const { db } = store;
  const addKey = db.$client.prepare(
    "INSERT INTO metric_keys (run_id, key, points, last_step, last_time, last_value, min, max, mean) VALUES (?, ?, 1, 1, 1, ?, ?, ?, ?)",
  );
  for (let i = 0; i < runs; i++) {
    const run = addRun(store);
    const value = Math.random();
    db.$client.transaction(() => {
      for (const key of TEN_KEYS) addKey.run(run, key, value, value, value, value);
    })();
  }
  const page = (key: string, by?: MetricFigure) => () => listRuns(db, { sort: { key, desc: true, by }, limit: 100 });
  const figures: Figures = { runs };
  for (const [name, key, by] of [
    ["newest first", "createdAt"],
    ["by a metric's last value", TEN_KEYS[0]!, "last"],
    ["by a metric's min", TEN_KEYS[0]!, "min"],
    ["by a metric's max", TEN_KEYS[0]!, "max"],
    ["by a metric's mean", TEN_KEYS[0]!, "mean"],
  ] as const) {
    const ms = timed(20, page(key, by));
    figures[`page of 100, ${name}, ms median`] = quantile(ms, 0.5);
    figures[`page of 100, ${name}, ms p95`] = quantile(ms, 0.95);
  }
  report("bench:table", figures);
} finally {
  store.close();
}
