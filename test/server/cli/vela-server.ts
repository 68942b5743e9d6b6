import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { onTestFinished } from "vitest";
import { appRouter } from "#server/api/root.ts";
import type { Client } from "#server/db/client.ts";
import { answerFile } from "#server/web/file-route.ts";
import { guard } from "#server/web/guard.ts";
import { sendJson } from "#server/web/send-json.ts";

type Options = { token?: string | null; sendFile?: typeof answerFile };

/** The real API and the real files of a data folder over HTTP, until the test has finished; returns its address. */
export async function serveVela(
  client: Client,
  { token = null, sendFile = answerFile }: Options = {},
): Promise<string> {
  const trpc = createHTTPHandler({ router: appRouter, createContext: () => client, basePath: "/api/trpc/" });
  return serve((req, res) => {
    const verdict = guard(req, { host: "127.0.0.1", port: 0, token });
    if (!verdict.pass) return sendJson(res, verdict.status, { error: "message" in verdict ? verdict.message : "" });
    return req.url!.startsWith("/api/files/") ? void sendFile(client, req, res) : trpc(req, res);
  });
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
