import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { onTestFinished } from "vitest";
import { appRouter } from "#server/api/root.ts";
import type { Client } from "#server/db/client.ts";
import { answerFile } from "#server/web/file-route.ts";
import { makeHandler } from "#server/web/handler.ts";
import { type RawRoute, rawRoutes } from "#server/web/raw-routes.ts";

type Options = { token?: string | null; sendFile?: typeof answerFile };

/** The real API and the real files of a data folder over HTTP, until the test has finished; returns its address. */
export async function serveVela(
  client: Client,
  { token = null, sendFile = answerFile }: Options = {},
): Promise<string> {
  const trpc = createHTTPHandler({ router: appRouter, createContext: () => client, basePath: "/api/trpc/" });
  const routes = rawRoutes({ version: "test", client: () => client });
  const files = {
    method: ["GET"],
    path: /^\/api\/files\//,
    answer: (req, res) => sendFile(client, req, res),
  } satisfies RawRoute;
  const handle = makeHandler({
    guarded: { host: "127.0.0.1", port: 0, token },
    routes: [files, ...routes],
    next: async (req, res) => trpc(req, res),
  });
  return serve((req, res) => void handle(req, res));
}

/** Any HTTP server on a free port, until the test has finished. */
export async function serve(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
