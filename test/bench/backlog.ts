// What waited while the worker was down: npm run bench:backlog [-- --megabytes 2048 --runs 8 --json FILE]
// The worker takes it in at full speed; meanwhile a page's queries are asked of the web process, one after the other.
import fs from "node:fs";
import { parseArgs } from "node:util";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { memory, openLab, timedQuery } from "./lab-processes.ts";
import { TEN_KEYS } from "./lab-store.ts";
import { quantile, report } from "./report.ts";

const { values } = parseArgs({
  options: { megabytes: { type: "string", default: "2048" }, runs: { type: "string", default: "8" } },
  strict: false,
});
const megabytes = Number(values.megabytes);
const runs = Number(values.runs);
const PAUSE_MS = 30;

const lab = openLab(runs);
try {
  const { ids } = lab;
  const lines = ids.reduce((sum, id) => sum + writeBacklog(runPaths(lab.paths.run(id)).metrics), 0);
  const { url } = await lab.web();
  const started = performance.now();
  const worker = lab.worker();
  const ofOne = { series: [{ runId: ids[0]!, key: TEN_KEYS[0] }], width: 800 };
  const ofAll = { series: ids.map((runId) => ({ runId, key: TEN_KEYS[0] })), width: 800 };
  const queries: number[] = [];
  const used: number[] = [];
  for (let isLeft = true; isLeft; isLeft = await anyLeft(url)) {
    queries.push(await timedQuery(url, "metrics.series", ofOne));
    queries.push(await timedQuery(url, "metrics.series", ofAll));
    queries.push(await timedQuery(url, "metrics.latest", { runIds: ids }));
    queries.push(await timedQuery(url, "runs.list", { limit: 100 }));
    used.push(memory(worker));
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  const took = (performance.now() - started) / 1000;
  report("bench:backlog", {
    megabytes,
    "lines, each of ten values": lines,
    "seconds to catch up": took,
    "scalars/s": (lines * TEN_KEYS.length) / took,
    "worker, MB median": quantile(used, 0.5),
    "worker, MB most": Math.max(...used),
    "a page's query, ms median": quantile(queries, 0.5),
    "a page's query, ms p95": quantile(queries, 0.95),
    "a page's query, ms p99": quantile(queries, 0.99),
  });
} finally {
  await lab.end();
}
process.exit();

/** A run's share of the backlog; returns its lines. */
function writeBacklog(file: string): number {
  const out = fs.openSync(file, "a");
  let step = 0;
  for (let left = (megabytes / runs) * 2 ** 20; left > 0; ) {
    let piece = "";
    for (let i = 0; i < 10_000; i++) {
      step += 10;
      const pairs = TEN_KEYS.map((key, k) => `"${key}":${Math.sin(step * 0.0001 + k) + Math.random()}`).join(",");
      piece += `{"v":1,"time":${1_700_000_000_000 + step * 11},"kind":"metric","step":${step},"values":{${pairs}}}\n`;
    }
    fs.writeSync(out, piece);
    left -= piece.length;
  }
  fs.closeSync(out);
  return step / 10;
}

/** Whether the log of any run is longer than what the database has of it. */
async function anyLeft(url: string): Promise<boolean> {
  for (const id of lab.ids) {
    const answer = await fetch(`${url}runs.get?input=${encodeURIComponent(JSON.stringify({ id }))}`);
    const { bytesLogged } = ((await answer.json()) as { result: { data: { bytesLogged: number } } }).result.data;
    if (bytesLogged < fs.statSync(runPaths(lab.paths.run(id)).metrics).size) return true;
  }
  return false;
}
