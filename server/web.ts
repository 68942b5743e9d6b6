import { createServer } from "node:http";
import next from "next";
import { getClient } from "#server/db/client.ts";
import { readEnv } from "#server/env.ts";
import { stopSignal } from "#server/stop-signal.ts";
import { readVersion } from "#server/system/info.ts";
import { makeHandler } from "./web/handler.ts";
import { rawRoutes } from "./web/raw-routes.ts";

/** The web process: one HTTP server, our own routes first, then Next. */
async function main() {
  const { host, port, token, projectDir } = readEnv();
  const dev = process.argv.includes("--dev");
  const app = next({ dev, dir: projectDir, hostname: host, port, quiet: !dev });
  await app.prepare();
  const handle = makeHandler({
    guarded: { host, port, token },
    routes: rawRoutes({ version: readVersion(projectDir), client: getClient }),
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

await main();
