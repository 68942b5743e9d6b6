import type { IncomingMessage } from "node:http";
import type { Client } from "#server/db/client.ts";
import { DomainError, HTTP_STATUS } from "#server/errors.ts";
import { takeLines } from "#server/metrics/take-lines.ts";

/** A trainer that was cut off for a day sends its backlog in pieces; more in one would have to lie in memory. */
const MAX_BYTES = 16 * 1024 * 1024;

export const INGEST_PATH = /^\/api\/ingest\/([^/?]+)(?:\?(.*))?$/;

export type IngestAnswer = { status: number; body: { size: number } | { error: string; size?: number } };

/**
 * POST /api/ingest/<run>?from=<byte>: log lines as in metrics.jsonl, from that byte of the sender's own log on.
 * Answers {size}, the next `from`; a refusal is {error: one sentence}, with `size` when the sender should go on there.
 */
export async function answerIngest(client: Client, req: IncomingMessage): Promise<IngestAnswer> {
  const [, runId = "", query = ""] = INGEST_PATH.exec(req.url ?? "") ?? [];
  const asked = new URLSearchParams(query).get("from");
  if (asked !== null && !/^\d{1,15}$/.test(asked))
    return refuse(400, `expected from to be a number of bytes, found "${asked.slice(0, 40)}"`);
  const bytes = await readBody(req);
  if (bytes === null)
    return refuse(413, `expected at most ${MAX_BYTES} bytes in one request; send the rest in another`);
  try {
    return { status: 200, body: takeLines(client, { runId, bytes, ...(asked !== null && { from: Number(asked) }) }) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { size } = error.data;
    return {
      status: HTTP_STATUS[error.code],
      body: { error: error.message, ...(typeof size === "number" && { size }) },
    };
  }
}

function refuse(status: number, error: string): IngestAnswer {
  return { status, body: { error } };
}

/** The whole body; null when it is too long. */
async function readBody(req: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of req as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_BYTES) return null;
    pieces.push(piece);
  }
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
