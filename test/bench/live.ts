// From a trainer's write to a viewer, while many runs are live: npm run bench:live [-- --runs 20 --rate 10 --seconds 30]
// A soak: npm run bench:live -- --runs 100 --seconds 600. Worker, web and trainers are processes of their own; the viewer
// is this one, subscribed as a page is, asking for a chart of every run five times a second meanwhile.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { appRouter } from "#server/api/root.ts";
import { closeDb, migrateDb, openDb } from "#server/db/open.ts";
import { dataPaths } from "#server/paths.ts";
import { registerRun } from "#server/runs/register.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";
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

if (values.role === "web") serve(String(values.dir));
else if (values.role === "trainers") train(String(values.dir), String(values.ids).split(","));
else await measure();

/** The API as the web process has it. */
function serve(dir: string): void {
  const paths = dataPaths(dir);
  const client = { db: openDb(paths.database), paths };
  const trpc = createHTTPHandler({ router: appRouter, createContext: () => client, basePath: "/api/trpc/" });
  const server = createServer(trpc);
  server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));
}

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
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "vela-live-"));
  const children: ChildProcess[] = [];
  // However this process ends, it leaves none behind.
  process.on("exit", () => {
    for (const child of children) child.kill("SIGKILL");
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  try {
    const paths = dataPaths(dir);
    const db = openDb(paths.database);
    migrateDb(db, process.cwd());
    const ids = Array.from({ length: runs }, () => registerRun({ db, paths }, { config: {} }).id);
    closeDb(db);
    const role = (name: string, more: string[] = []) => {
      const child = fork(import.meta.filename, ["--role", name, "--dir", dir, "--rate", String(rate), ...more]);
      children.push(child);
      return child;
    };
    const web = role("web");
    const [port] = (await once(web, "message")) as [number];
    const worker = spawn(process.execPath, ["--import", "tsx", "server/worker/main.ts"], {
      env: { ...process.env, VELA_DATA: dir },
      stdio: ["ignore", "ignore", "inherit"],
    });
    children.push(worker);
    const url = `http://127.0.0.1:${port}/api/trpc/`;
    const lags: number[] = [];
    let points = 0;
    void watch(`${url}metrics.live?input=%7B%7D`, (seen) => {
      points += seen.length;
      lags.push(...seen.map((time) => Date.now() - time));
    }).catch(() => undefined); // Its server is killed at the end.
    role("trainers", ["--ids", ids.join(",")]);
    await until(() => lags.length > 0);
    // What started everything up is not what is measured.
    const warmUp = performance.now();
    await until(() => performance.now() - warmUp > 3000);
    lags.length = 0;
    points = 0;
    const before = [web, worker].map(memory);
    const queries: number[] = [];
    const from = performance.now();
    while (performance.now() - from < seconds * 1000) {
      const input = { series: ids.map((runId) => ({ runId, key: TEN_KEYS[0] })), width: 800 };
      const asked = performance.now();
      await (await fetch(`${url}metrics.series?input=${encodeURIComponent(JSON.stringify(input))}`)).arrayBuffer();
      queries.push(performance.now() - asked);
      await new Promise((done) => setTimeout(done, 200));
    }
    const elapsed = (performance.now() - from) / 1000;
    const after = [web, worker].map(memory);
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
      "web, MB before": before[0]!,
      "web, MB after": after[0]!,
      "worker, MB before": before[1]!,
      "worker, MB after": after[1]!,
    });
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
    fs.rmSync(dir, { recursive: true, force: true });
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

/** Resident memory, MB. */
function memory({ pid }: ChildProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}
