// How fast the ingestion door is: npm run bench:post [-- --requests 20000] [--json FILE]
// A server and a sender in processes of their own, as they are at work; what is measured is what the sender sees.
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { dataPaths } from "#server/paths.ts";
import { registerRun } from "#server/runs/register.ts";
import { makeHandler } from "#server/web/handler.ts";
import { rawRoutes } from "#server/web/raw-routes.ts";
import { openLabStore, TEN_KEYS } from "./lab-store.ts";
import { quantile, report } from "./report.ts";

/** Requests that are under way at once: some trainers, each waiting for its answer. */
const SENDERS = 32;
const LINES_A_BATCH = 1000;

const { values } = parseArgs({
  options: { requests: { type: "string", default: "20000" }, sender: { type: "string" } },
  strict: false,
});

if (typeof values.sender === "string") await send(values.sender);
else await serve();

async function serve(): Promise<void> {
  const store = openLabStore();
  const client = { db: store.db, paths: dataPaths(store.dir) };
  const handle = makeHandler({
    guarded: { host: "127.0.0.1", port: 0, token: null },
    routes: rawRoutes({ version: "bench", client: () => client }),
    next: async (_req, res) => void res.writeHead(404).end(),
  });
  const server = createServer((req, res) => void handle(req, res));
  try {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const ids = Array.from({ length: SENDERS }, () => registerRun(client, { config: {} }).id);
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/api/ingest/`;
    const sender = fork(import.meta.filename, [
      "--sender",
      JSON.stringify({ url, ids }),
      "--requests",
      String(values.requests),
    ]);
    const [figures] = await once(sender, "message");
    report("bench:post", figures);
  } finally {
    server.close();
    store.close();
  }
}

async function send(argument: string): Promise<void> {
  const { url, ids } = JSON.parse(argument) as { url: string; ids: string[] };
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const post = (id: string, body: string) =>
    new Promise<void>((done, fail) => {
      const req = request(url + id, { method: "POST", agent, headers: { "content-length": body.length } }, (res) => {
        if (res.statusCode !== 200) fail(new Error(`expected status 200, found ${res.statusCode}`));
        res.resume().on("end", done);
      });
      req.on("error", fail);
      req.end(body);
    });
  async function measure(total: number, body: string) {
    const ms: number[] = [];
    let left = total;
    const from = performance.now();
    await Promise.all(
      ids.map(async (id) => {
        while (left-- > 0) {
          const start = performance.now();
          await post(id, body);
          ms.push(performance.now() - start);
        }
      }),
    );
    return { seconds: (performance.now() - from) / 1000, ms };
  }
  const requests = Number(values.requests);
  const line = logLine(10);
  await measure(requests / 10, line);
  const single = await measure(requests, line);
  const batches = await measure(requests / 40, line.repeat(LINES_A_BATCH));
  process.send!({
    senders: SENDERS,
    "one line, requests/s": requests / single.seconds,
    "one line, ms median": quantile(single.ms, 0.5),
    "one line, ms p95": quantile(single.ms, 0.95),
    "one line, ms p99": quantile(single.ms, 0.99),
    [`${LINES_A_BATCH} lines of ten values, scalars/s`]: ((requests / 40) * LINES_A_BATCH * 10) / batches.seconds,
  });
  agent.destroy();
  process.disconnect();
}

function logLine(step: number): string {
  const pairs = TEN_KEYS.map((key, i) => `"${key}":${Math.sin(i) + 1 / 3}`).join(",");
  return `{"v":1,"time":1700000000000,"kind":"metric","step":${step},"values":{${pairs}}}\n`;
}
