import type { IncomingMessage, ServerResponse } from "node:http";

export type RawRoute = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;

/** Paths that are answered before Next's handler sees them: "METHOD /path" → answer. */
export function rawRoutes({ version }: { version: string }): Map<string, RawRoute> {
  return new Map([["GET /api/health", (_req, res) => sendJson(res, 200, { ok: true, version })]]);
}

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    ...headers,
  });
  res.end(text);
}
