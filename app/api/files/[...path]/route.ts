import { serveArtifact } from "#server/artifacts/serve.ts";
import { getClient } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";

const STATUS = {
  NOT_FOUND: 404,
  BAD_REQUEST: 400,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  INTERNAL_SERVER_ERROR: 500,
};

/** GET /api/files/<run>/<path>: a file of a run; a folder with ?archive=tar. Refusals are {error: one sentence}. */
function handler(req: Request): Response {
  try {
    const { pathname, searchParams: query } = new URL(req.url);
    const [runId = "", ...segments] = pathname.slice("/api/files/".length).split("/").map(decodeURIComponent);
    return serveArtifact(getClient(), {
      runId,
      path: segments.join("/"),
      inline: query.get("inline") === "1",
      archive: query.get("archive") === "tar",
      isHead: req.method === "HEAD",
      headers: req.headers,
    });
  } catch (error) {
    if (error instanceof DomainError) return Response.json({ error: error.message }, { status: STATUS[error.code] });
    if (error instanceof URIError) return Response.json({ error: "the path is not valid UTF-8" }, { status: 400 });
    throw error;
  }
}

export { handler as GET, handler as HEAD };
export const dynamic = "force-dynamic";
