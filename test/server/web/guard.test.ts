import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { guard } from "#server/web/guard.ts";

const LOCAL = { host: "127.0.0.1", port: 3000, token: null };
const OWN = { host: "127.0.0.1:3000" };

test.each([
  ["GET", "/", OWN, true],
  ["GET", "/", { host: "localhost:3000" }, true],
  ["GET", "/", { host: "[::1]:3000" }, true],
  ["GET", "/", { host: "evil.example" }, /this server answers to 127\.0\.0\.1:3000, not to "evil\.example"/],
  ["GET", "/", { host: "127.0.0.1.evil.example:3000" }, /not to/],
  ["POST", "/api/trpc/x", { ...OWN, origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-origin" }, true],
  ["POST", "/api/trpc/x", OWN, true],
  ["POST", "/api/trpc/x", { ...OWN, origin: "http://evil.example" }, /another site \(http:\/\/evil\.example\)/],
  ["POST", "/api/trpc/x", { ...OWN, origin: "null" }, /another site/],
  ["POST", "/api/trpc/x", { ...OWN, "sec-fetch-site": "cross-site" }, /another site/],
  ["POST", "/api/trpc/x", { ...OWN, origin: "http://127.0.0.1:4000" }, /another site/],
  ["GET", "/api/files/abcdefgh/../../vela.db", OWN, /climbs out/],
  ["GET", "/api/files/abcdefgh/%2e%2e/x", OWN, /climbs out/],
  ["GET", "/api/files/abcdefgh/..%2fx", OWN, /climbs out/],
  ["GET", "/api/files/abcdefgh/a%00b", OWN, /not valid/],
  ["GET", "/api/files/abcdefgh/%ff", OWN, /not valid/],
  ["GET", "/api/files/abcdefgh/a..b?x=..", OWN, true],
])("%s %s with %j", (method, url, headers, expected) => {
  const verdict = guard(request(method, url, headers), LOCAL);
  if (typeof expected === "boolean") expect(verdict).toEqual({ pass: true });
  else expect(verdict).toMatchObject({ pass: false, message: expect.stringMatching(expected) });
});

test("with a token, only who shows it comes in; the address gives it once and loses it", () => {
  const guarded = { host: "0.0.0.0", port: 3000, token: "s3cret/ü" };
  const ask = (url: string, headers = {}) => guard(request("GET", url, { host: "lab.example", ...headers }), guarded);
  expect(ask("/")).toMatchObject({ pass: false, status: 401 });
  expect(ask("/api/health")).toEqual({ pass: true });
  expect(ask("/", { authorization: "Bearer wrong" })).toMatchObject({ status: 401 });
  expect(ask("/", { authorization: "Bearer s3cret/ü" })).toEqual({ pass: true });
  expect(ask("/?token=wrong")).toMatchObject({ status: 401 });
  const welcome = ask(`/runs?token=${encodeURIComponent(guarded.token)}&a=1`);
  expect(welcome).toMatchObject({
    status: 303,
    location: "/runs?a=1",
    cookie: expect.stringContaining("HttpOnly; SameSite=Lax"),
  });
  const cookie = (welcome as { cookie: string }).cookie.split(";")[0]!;
  expect(ask("/", { cookie: `a=b; ${cookie}` })).toEqual({ pass: true });
  expect(ask(`//evil.example?token=${encodeURIComponent(guarded.token)}`)).not.toMatchObject({
    location: expect.stringMatching(/^\/\/|evil/),
  });
});

function request(method: string, url: string, headers: Record<string, string>): IncomingMessage {
  return { method, url, headers } as unknown as IncomingMessage;
}
