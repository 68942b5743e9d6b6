import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Client } from "#server/db/client.ts";
import { DomainError, HTTP_STATUS } from "#server/errors.ts";
import { EXPORT_FORMATS, FORMATS } from "#server/metrics/export-formats.ts";
import { type ExportPoints, exportPieces } from "#server/metrics/export-rows.ts";
import { RUN_ID } from "#trainer/contract/run-dir.ts";
import { sendJson } from "./send-json.ts";

export const EXPORT_PATH = /^\/api\/export\/points\.([a-z]+)(?:\?(.*))?$/;

const Step = z.coerce.number().int().min(0);
const Asked = z.object({
  run: z.array(z.string().regex(RUN_ID, "expected the id of a run")).min(1, "expected at least one run=…").max(1000),
  key: z.array(z.string().min(1).max(200)).max(1000),
  from: Step.nullable(),
  to: Step.nullable(),
  attempts: z.enum(["all", "shown"]).nullable(),
});

/**
 * GET /api/export/points.csv?run=…&run=…&key=…&from=…&to=…&attempts=shown: every point of these runs, exactly, written
 * as it is read, so that it may be larger than memory. Also .jsonl and .parquet. Refusals are {error: one sentence}.
 */
export async function answerExport({ db }: Client, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [, extension = "", query = ""] = EXPORT_PATH.exec(req.url ?? "") ?? [];
  const format = EXPORT_FORMATS.find((each) => each === extension);
  if (!format)
    return sendJson(res, 404, {
      error: `expected points.${EXPORT_FORMATS.join(", points.")}, found points.${extension}`,
    });
  const asked = parseQuery(query);
  if ("error" in asked) return sendJson(res, 400, asked);
  try {
    const pieces = exportPieces(db, asked);
    const name = `vela-${asked.runIds.length === 1 ? asked.runIds[0] : `${asked.runIds.length}-runs`}.${format}`;
    res.writeHead(200, {
      "content-type": FORMATS[format].type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    });
    if (req.method === "HEAD") return void res.end();
    // Given up by the browser: the connection ends, and that says so.
    await pipeline(Readable.from(FORMATS[format].write(pieces)), res).catch(() => res.destroy());
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    sendJson(res, HTTP_STATUS[error.code], { error: error.message });
  }
}

function parseQuery(query: string): ExportPoints | { error: string } {
  const params = new URLSearchParams(query);
  const asked = Asked.safeParse({
    run: params.getAll("run"),
    key: params.getAll("key"),
    from: params.get("from"),
    to: params.get("to"),
    attempts: params.get("attempts"),
  });
  if (!asked.success) {
    const { path, message } = asked.error.issues[0]!;
    return { error: `${path.join(".")}: ${message}` };
  }
  const { run, key, from, to, attempts } = asked.data;
  return {
    runIds: [...new Set(run)],
    attempts: attempts ?? "all",
    ...(key.length > 0 && { keys: key }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}
