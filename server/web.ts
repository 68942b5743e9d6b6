import { createServer } from "node:http";
import next from "next";
import { getClient } from "#server/db/client.ts";
import { readEnv } from "#server/env.ts";
import { stopSignal } from "#server/stop-signal.ts";
import { readVersion } from "#server/system/info.ts";
import { makeHandler } from "./web/handler.ts";
import { rawRoutes } from "./web/raw-routes.ts";
import { trackWrites } from "./web/writes.ts";

/** Less than the time after which the process that started this one ends it by force. */
const LAST_WRITES_MS = 5000;

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
  const writes = trackWrites(handle);
  const server = createServer((req, res) => void writes.handle(req, res));
  if (dev) server.on("upgrade", app.getUpgradeHandler());
  const stop = stopSignal();
  server.once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  server.listen(port, host);
  stop.addEventListener("abort", async () => {
    server.close(() => process.exit(0));
    await writes.answered(LAST_WRITES_MS);
    // Live viewers hold their connections open; they come back by themselves.
    server.closeAllConnections();
  });
}

await main();
