import { createReadStream, type Stats } from "node:fs";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import type { Client } from "#server/db/client.ts";
import { DomainError } from "#server/errors.ts";
import { findRun } from "#server/runs/find.ts";
import { packFolder } from "./archive.ts";
import { parseRange } from "./range.ts";
import { type Artifact, resolveArtifact } from "./resolve.ts";

export type FileRequest = {
  runId: string;
  path: string;
  /** Show in the browser instead of saving. */
  inline: boolean;
  /** A folder as one tar file. */
  archive: boolean;
  /** Names in lower case. */
  headers: { range?: string; "if-range"?: string | string[]; "if-none-match"?: string };
};
/** A body that is not read must be destroyed. */
export type FileAnswer = { status: number; headers: Record<string, string>; body: Readable | null };

/** A file of a run, whole or a range of it, or a folder as a tar stream. Throws BAD_REQUEST, NOT_FOUND. */
export function serveArtifact(client: Client, request: FileRequest): FileAnswer {
  const found = resolveArtifact(client, request);
  if (found.stats.isDirectory()) return serveFolder(client, request, found);
  if (!found.stats.isFile()) throw new DomainError("BAD_REQUEST", `${JSON.stringify(request.path)} is not a file`);
  const { size, mtime } = found.stats;
  const etag = etagOf(found.stats);
  const headers: Record<string, string> = {
    etag,
    "accept-ranges": "bytes",
    "last-modified": mtime.toUTCString(),
    "cache-control": "private, no-cache",
    "content-type": typeOf(found.relative),
    "content-disposition": disposition(request.inline ? "inline" : "attachment", basename(found.relative)),
    // What a run wrote is not ours: shown in the browser, it must not act as a page of ours.
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
  };
  if (matches(request.headers["if-none-match"], etag)) return { status: 304, headers, body: null };
  const ifRange = request.headers["if-range"];
  const range = ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, size) : null;
  if (range === "unsatisfiable")
    return { status: 416, headers: { ...headers, "content-range": `bytes */${size}` }, body: null };
  const { from, to } = range ?? { from: 0, to: size - 1 };
  headers["content-length"] = String(to - from + 1);
  if (range) headers["content-range"] = `bytes ${from}-${to}/${size}`;
  // The end is fixed: a file that grows meanwhile must not exceed the length announced.
  const body = to < from ? null : createReadStream(found.absolute, { start: from, end: to });
  return { status: range ? 206 : 200, headers, body };
}

function serveFolder(
  { db }: Client,
  { runId, path, archive }: FileRequest,
  { absolute, relative }: Artifact,
): FileAnswer {
  if (!archive)
    throw new DomainError("BAD_REQUEST", `${JSON.stringify(path)} is a folder; add ?archive=tar to get it as one file`);
  const { name } = findRun(db, runId);
  const title = [name, ...relative.split("/").filter(Boolean)].join("-");
  const headers = {
    "content-type": "application/x-tar",
    "cache-control": "private, no-store",
    "content-disposition": disposition("attachment", `${title}.tar`),
  };
  return { status: 200, headers, body: packFolder(absolute, basename(relative) || name) };
}

function etagOf({ size, mtimeMs, ino }: Stats): string {
  return `"${ino.toString(36)}-${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
}

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(",").some((each) => each.trim().replace(/^W\//, "") === etag || each.trim() === "*") ?? false;
}

/** RFC 6266: a plain name for old programs, the true one in UTF-8 beside it. */
function disposition(kind: "inline" | "attachment", name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%/]/g, "_");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

const TYPES: Record<string, string> = {
  json: "application/json; charset=utf-8",
  jsonl: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  diff: "text/plain; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  md: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  mp4: "video/mp4",
  webm: "video/webm",
};

function typeOf(path: string): string {
  return TYPES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
}
