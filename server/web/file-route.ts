import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { type FileAnswer, serveArtifact } from "#server/artifacts/serve.ts";
import type { Client } from "#server/db/client.ts";
import { DomainError, HTTP_STATUS } from "#server/errors.ts";
import { sendJson } from "./send-json.ts";

/** GET or HEAD /api/files/<run>/<path>: a file of a run; a folder with ?archive=tar. Refusals are {error: one sentence}. */
export async function answerFile(client: Client, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const answer = findAnswer(client, req);
  if ("error" in answer) return sendJson(res, answer.status, { error: answer.error });
  res.writeHead(answer.status, answer.headers);
  if (answer.body === null || req.method === "HEAD") {
    answer.body?.destroy();
    res.end();
    return;
  }
  // Given up by the browser, or the file went away: the connection ends, and that says so.
  await pipeline(answer.body, res).catch(() => res.destroy());
}

function findAnswer(client: Client, req: IncomingMessage): FileAnswer | { status: number; error: string } {
  try {
    // Not resolved by URL: "a/../b" would silently become another path.
    const [path = "", query = ""] = (req.url ?? "").split("?", 2);
    const [runId = "", ...segments] = path.slice("/api/files/".length).split("/").map(decodeURIComponent);
    const asked = new URLSearchParams(query);
    return serveArtifact(client, {
      runId,
      path: segments.join("/"),
      inline: asked.get("inline") === "1",
      archive: asked.get("archive") === "tar",
      headers: req.headers,
    });
  } catch (error) {
    if (error instanceof DomainError) return { status: HTTP_STATUS[error.code], error: error.message };
    if (error instanceof URIError) return { status: 400, error: "the path is not valid UTF-8" };
    throw error;
  }
}
