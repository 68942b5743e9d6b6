// How fast logs are taken in, and what a point costs on disk: npm run bench:ingest [-- --scalars 2000000] [--json FILE]
import fs from "node:fs";
import { parseArgs } from "node:util";
import { addRun, ingest, openLabStore, storedBytes, TEN_KEYS, writeLog } from "./lab-store.ts";
import { type Figures, report } from "./report.ts";

const { values } = parseArgs({ options: { scalars: { type: "string", default: "1000000" } }, strict: false });
const scalars = Number(values.scalars);

const figures: Figures = { scalars };
for (const [name, keys] of [
  ["ten values a line", TEN_KEYS],
  ["one value a line", TEN_KEYS.slice(0, 1)],
] as const) {
  const store = openLabStore();
  try {
    const file = writeLog(store, "log", { steps: scalars / keys.length, keys: [...keys] });
    const empty = storedBytes(store);
    const seconds = ingest(store, addRun(store), file);
    figures[`${name}, scalars/s`] = scalars / seconds;
    figures[`${name}, log MB/s`] = fs.statSync(file).size / 1e6 / seconds;
    figures[`${name}, bytes a point on disk`] = (storedBytes(store) - empty) / scalars;
  } finally {
    store.close();
  }
}
figures["peak memory, MB"] = process.resourceUsage().maxRSS / 1024;
report("bench:ingest", figures);
