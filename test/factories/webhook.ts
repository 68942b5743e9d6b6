import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Received = { path: string; headers: IncomingHttpHeaders; body: string; json: Record<string, unknown> };
type Answer = { status?: number; body?: string; headers?: Record<string, string> };

/** A webhook on this machine: what it has received, and what it answers next. */
export async function openWebhook() {
  const received: Received[] = [];
  let answer: (request: Received) => Answer = () => ({});
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const got = { path: request.url ?? "", headers: request.headers, body, json: JSON.parse(body) };
    received.push(got);
    const { status = 200, body: said = "ok", headers = {} } = answer(got);
    response.writeHead(status, headers).end(said);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${port}/hook?key=s3cr3t-key`,
    received,
    close,
    answers(next: typeof answer) {
      answer = next;
    },
  };
}
