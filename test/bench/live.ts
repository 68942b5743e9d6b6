// From a trainer's write to a viewer, while many runs are live: npm run bench:live [-- --runs 20 --rate 10 --seconds 30]
// A soak: npm run bench:live -- --runs 100 --seconds 600. Worker, web and trainers are processes of their own; the viewer
// is this one, subscribed as a page is, asking for a chart of every run five times a second meanwhile.
import fs from "node:fs";
import { parseArgs } from "node:util";
import { dataPaths } from "#server/paths.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
import { memory, openLab, timedQuery, until } from "./lab-processes.ts";
import { TEN_KEYS } from "./lab-store.ts";
import { quantile, report } from "./report.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    rate: { type: "string", default: "10" },
    seconds: { type: "string", default: "30" },
    role: { type: "string", default: "viewer" },
    dir: { type: "string", default: "" },
    ids: { type: "string", default: "" },
  },
  strict: false,
});
const runs = Number(values.runs);
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const MEMORY_LOOKS = 5;

if (values.role === "trainers") train(String(values.dir), String(values.ids).split(","));
else await measure();

/** Every trainer's log grows by `rate` lines a second, each line at its own moment. */
function train(dir: string, ids: string[]): void {
  const files = ids.map((id) => fs.openSync(runPaths(dataPaths(dir).run(id)).metrics, "a"));
  let line = 0;
  const start = performance.now();
  const write = () => {
    const due = ((performance.now() - start) / 1000) * rate * files.length;
    for (; line < due; line++) {
      const step = Math.floor(line / files.length) + 1;
      const pairs = TEN_KEYS.map((key) => `"${key}":${Math.random()}`).join(",");
      const text = `{"v":1,"time":${Date.now()},"kind":"metric","step":${step},"values":{${pairs}}}\n`;
      fs.writeSync(files[line % files.length]!, text);
    }
  };
  setInterval(write, 5);
}

async function measure(): Promise<void> {
  const lab = openLab(runs);
  try {
    const { dir, ids } = lab;
    const { process: web, url } = await lab.web();
    const worker = lab.worker();
    const lags: number[] = [];
    let points = 0;
    void watch(`${url}metrics.live?input=%7B%7D`, (seen) => {
      points += seen.length;
      lags.push(...seen.map((time) => Date.now() - time));
    }).catch(() => undefined); // Its server is killed at the end.
    lab.start(import.meta.filename, ["--role", "trainers", "--dir", dir, "--rate", `${rate}`, "--ids", ids.join(",")]);
    await until(() => lags.length > 0);
    // What started everything up is not what is measured.
    const warmUp = performance.now();
    await until(() => performance.now() - warmUp > 3000);
    lags.length = 0;
    points = 0;
    const used: number[][] = [[web, worker].map(memory)];
    const queries: number[] = [];
    const from = performance.now();
    while (performance.now() - from < seconds * 1000) {
      const series = ids.map((runId) => ({ runId, key: TEN_KEYS[0] }));
      const isDue = performance.now() - from > (seconds * 1000 * used.length) / MEMORY_LOOKS;
      if (isDue) used.push([web, worker].map(memory));
      queries.push(await timedQuery(url, "metrics.series", { series, width: 800 }));
      await new Promise((done) => setTimeout(done, 200));
    }
    const elapsed = (performance.now() - from) / 1000;
    used.push([web, worker].map(memory));
    report("bench:live", {
      "live runs": runs,
      "lines/s, each of ten values": runs * rate,
      seconds: Math.round(elapsed),
      "points seen / points due": points / (runs * rate * TEN_KEYS.length * elapsed),
      "write to viewer, ms median": quantile(lags, 0.5),
      "write to viewer, ms p95": quantile(lags, 0.95),
      "write to viewer, ms p99": quantile(lags, 0.99),
      "chart of every run, ms median": quantile(queries, 0.5),
      "chart of every run, ms p99": quantile(queries, 0.99),
      "web, MB at start and each fifth": used.map(([ofWeb]) => Math.round(ofWeb!)).join(", "),
      "worker, MB at start and each fifth": used.map(([, ofWorker]) => Math.round(ofWorker!)).join(", "),
    });
  } finally {
    await lab.end();
  }
  process.exit();
}

/** The subscription of a page; `seen` gets the time of writing of each point of one metric that arrives. */
async function watch(url: string, seen: (times: number[]) => void): Promise<void> {
  const answer = await fetch(url, { headers: { accept: "text/event-stream" } });
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(piece, { stream: true });
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (!data?.includes('"points"')) continue;
      const { points } = JSON.parse(data) as { points: { time: number[] }[] };
      seen(points.flatMap(({ time }) => time));
    }
  }
}
