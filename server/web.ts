import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { readEnv } from "#server/env.ts";
import { stopSignal } from "#server/stop-signal.ts";
import { readVersion } from "#server/system/info.ts";
import { type Guarded, guard } from "./web/guard.ts";
import { type RawRoute, rawRoutes } from "./web/raw-routes.ts";
import { sendJson } from "./web/send-json.ts";

/** The web process: one HTTP server, our own routes first, then Next. */
async function main() {
  const { host, port, token, projectDir } = readEnv();
  const dev = process.argv.includes("--dev");
  const app = next({ dev, dir: projectDir, hostname: host, port, quiet: !dev });
  await app.prepare();
  const handle = makeHandler({
    guarded: { host, port, token },
    routes: rawRoutes({ version: readVersion(projectDir) }),
    next: app.getRequestHandler(),
  });
  const server = createServer((req, res) => void handle(req, res));
  if (dev) server.on("upgrade", app.getUpgradeHandler());
  const stop = stopSignal();
  server.once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  server.listen(port, host);
  stop.addEventListener("abort", () => {
    // Live viewers hold their connections open; they come back by themselves.
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}

type Handler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

function makeHandler({ guarded, routes, next }: { guarded: Guarded; routes: RawRoute[]; next: Handler }) {
  return async (req: IncomingMessage, res: ServerResponse) => {
    const verdict = guard(req, guarded);
    if (verdict.pass) {
      const raw = routes.find(({ method, path }) => method.includes(req.method ?? "") && path.test(req.url ?? ""));
      return raw ? raw.answer(req, res) : next(req, res);
    }
    if (verdict.status === 303) {
      res.writeHead(303, { location: verdict.location, "set-cookie": verdict.cookie }).end();
    } else sendJson(res, verdict.status, { error: verdict.message });
  };
}

await main();
