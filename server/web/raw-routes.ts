import type { IncomingMessage, ServerResponse } from "node:http";
import type { Client } from "#server/db/client.ts";
import { answerIngest, INGEST_PATH } from "#server/ingest/route.ts";
import { answerExport, EXPORT_PATH } from "./export-route.ts";
import { answerFile } from "./file-route.ts";
import { sendJson } from "./send-json.ts";

export type RawRoute = {
  method: string[];
  path: RegExp;
  answer: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;
};

/** Paths that are answered before Next's handler sees them: it is slow for many small answers, and drops Content-Length. */
export function rawRoutes({ version, client }: { version: string; client: () => Client }): RawRoute[] {
  return [
    {
      method: ["GET", "HEAD"],
      path: /^\/api\/health(\?|$)/,
      answer: (_req, res) => sendJson(res, 200, { ok: true, version }),
    },
    {
      method: ["GET", "HEAD"],
      path: /^\/api\/files\//,
      answer: (req, res) => answerFile(client(), req, res),
    },
    {
      method: ["GET", "HEAD"],
      path: EXPORT_PATH,
      answer: (req, res) => answerExport(client(), req, res),
    },
    {
      method: ["POST"],
      path: INGEST_PATH,
      answer: async (req, res) => {
        const { status, body } = await answerIngest(client(), req);
        sendJson(res, status, body);
      },
    },
  ];
}
