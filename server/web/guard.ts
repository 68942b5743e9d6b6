import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export type Guarded = { host: string; port: number; token: string | null };
export type Verdict =
  | { pass: true }
  | { pass: false; status: 400 | 401 | 403; message: string }
  /** The token came in the address: keep it in a cookie, and show an address without it. */
  | { pass: false; status: 303; location: string; cookie: string };

const COOKIE = "vela_token";
const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

/** Whether a request may come in: addressed to us, not sent by another site's page, with the token when there is one. */
export function guard(req: IncomingMessage, { host, port, token }: Guarded): Verdict {
  const { headers, method = "GET", url = "/" } = req;
  if (isHostile(url)) return refuse(400, "the path of this address climbs out of its folder or is not valid text");
  const name = hostName(headers.host ?? "");
  // A page of another site can point its own name at 127.0.0.1; its requests carry that name.
  if (LOOPBACK.includes(host) && name !== host && !LOOPBACK.includes(name))
    return refuse(403, `this server answers to ${host}:${port}, not to "${headers.host ?? ""}"`);
  if (method !== "GET" && method !== "HEAD" && isForeign(headers.origin, headers.host, headers["sec-fetch-site"]))
    return refuse(403, `a ${method} from another site (${headers.origin ?? "unknown"}) is refused`);
  if (token === null || isPublic(url)) return { pass: true };
  const address = new URL(url, "http://host");
  const given = address.searchParams.get("token");
  if (given !== null && isSame(given, token)) {
    address.searchParams.delete("token");
    const cookie = `${COOKIE}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000`;
    return { pass: false, status: 303, location: localPath(address), cookie };
  }
  const shown = bearer(headers.authorization) ?? cookieValue(headers.cookie ?? "");
  if (shown !== null && isSame(shown, token)) return { pass: true };
  return refuse(401, "this server wants its token: open /?token=… once, or send Authorization: Bearer …");
}

function refuse(status: 400 | 401 | 403, message: string): Verdict {
  return { pass: false, status, message };
}

/** Browsers resolve ".." before they send; only a program that means it sends one, plain or encoded. */
function isHostile(url: string): boolean {
  try {
    const path = decodeURIComponent(url.split("?")[0]!);
    return path.includes("\0") || path.split(/[/\\]/).includes("..");
  } catch {
    return true;
  }
}

/** "[::1]:3000" → "::1"; "Localhost:3000" → "localhost". */
function hostName(header: string): string {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(header.trim().toLowerCase());
  return match?.[1] ?? match?.[2] ?? "";
}

function isForeign(origin: string | undefined, host: string | undefined, site: string | string[] | undefined): boolean {
  if (site === "cross-site" || site === "same-site") return true;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}

/** Answers that tell nothing: whether the server is up. */
function isPublic(url: string): boolean {
  return url.split("?")[0] === "/api/health";
}

/** One slash at the start: "//elsewhere" would lead to another site. */
function localPath({ pathname, search }: URL): string {
  return `/${pathname.replace(/^\/+/, "")}${search}`;
}

function bearer(header: string | undefined): string | null {
  return /^Bearer (.+)$/i.exec(header ?? "")?.[1] ?? null;
}

function cookieValue(header: string): string | null {
  const pair = header.split(/;\s*/).find((each) => each.startsWith(`${COOKIE}=`));
  try {
    return pair ? decodeURIComponent(pair.slice(COOKIE.length + 1)) : null;
  } catch {
    return null;
  }
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
