import type { IncomingMessage, ServerResponse } from "node:http";
import { getClient } from "#server/db/client.ts";
import { answerIngest, INGEST_PATH } from "#server/ingest/route.ts";
import { answerFile } from "./file-route.ts";
import { sendJson } from "./send-json.ts";

export type RawRoute = {
  method: string[];
  path: RegExp;
  answer: (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;
};

/** Paths that are answered before Next's handler sees them: it is slow for many small answers, and drops Content-Length. */
export function rawRoutes({ version }: { version: string }): RawRoute[] {
  return [
    {
      method: ["GET", "HEAD"],
      path: /^\/api\/health(\?|$)/,
      answer: (_req, res) => sendJson(res, 200, { ok: true, version }),
    },
    {
      method: ["GET", "HEAD"],
      path: /^\/api\/files\//,
      answer: (req, res) => answerFile(getClient(), req, res),
    },
    {
      method: ["POST"],
      path: INGEST_PATH,
      answer: async (req, res) => {
        const { status, body } = await answerIngest(getClient(), req);
        sendJson(res, status, body);
      },
    },
  ];
}
