// How fast charts get their points: npm run bench:series [-- --points 10000000] [--json FILE]
import { parseArgs } from "node:util";
import { listKeys } from "#server/metrics/keys.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { readSeries } from "#server/metrics/series.ts";
import { addPoints, addRun, ingest, openLabStore, TEN_KEYS, timed, writeLog } from "./lab-store.ts";
import { type Figures, quantile, report } from "./report.ts";

const { values } = parseArgs({ options: { points: { type: "string", default: "10000000" } }, strict: false });
const points = Number(values.points);
const WIDTH = 1000;
const KEY = TEN_KEYS[0]!;

const store = openLabStore();
try {
  const { db } = store;
  const long = addRun(store);
  addPoints(store, long, KEY, points);
  const many = Array.from({ length: 50 }, () => addRun(store));
  const short = writeLog(store, "short", { steps: 1000, keys: TEN_KEYS });
  for (const run of many) ingest(store, run, short);
  const tiny = writeLog(store, "tiny", { steps: 1, keys: TEN_KEYS });
  const thousand = Array.from({ length: 1000 }, () => addRun(store));
  for (const run of thousand) ingest(store, run, tiny);

  const whole = { series: [{ runId: long, key: KEY }], width: WIDTH };
  report("bench:series", {
    points,
    ...spread(`one series of ${points}, ${WIDTH} buckets`, 10, () => readSeries(db, whole)),
    ...spread("a hundredth of it, zoomed in", 20, () =>
      readSeries(db, { ...whole, xMin: 5 * points, xMax: 5.1 * points }),
    ),
    ...spread("50 runs × 1000 points", 20, () =>
      readSeries(db, { series: many.map((runId) => ({ runId, key: KEY })), width: WIDTH }),
    ),
    ...spread("latest values of 1000 runs", 20, () => latestValues(db, { runIds: thousand })),
    ...spread("metrics of 1000 runs", 20, () => listKeys(db, { runIds: thousand })),
  });
} finally {
  store.close();
}

function spread(name: string, times: number, call: () => unknown): Figures {
  const ms = timed(times, call);
  return {
    [`${name}, ms median`]: quantile(ms, 0.5),
    [`${name}, ms p95`]: quantile(ms, 0.95),
    [`${name}, ms p99`]: quantile(ms, 0.99),
  };
}
