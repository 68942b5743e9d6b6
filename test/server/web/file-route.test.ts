import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { answerFile } from "#server/web/file-route.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";

const NAME = "图 1 %.txt";

test.each([
  ["GET", (id: string) => `/api/files/${id}/${encodeURIComponent(NAME)}`, 200, "0123456789", "10"],
  ["HEAD", (id: string) => `/api/files/${id}/${encodeURIComponent(NAME)}`, 200, "", "10"],
  ["GET", (id: string) => `/api/files/${id}/empty`, 200, "", "0"],
  ["GET", (id: string) => `/api/files/${id}/../../vela.db`, 400, /is not a path below a run's folder"}$/, null],
  ["GET", (id: string) => `/api/files/${id}/..%2f..%2fvela.db`, 400, /is not a path below a run's folder"}$/, null],
  ["GET", (id: string) => `/api/files/${id}/%2e%2e/vela.db`, 400, /is not a path below a run's folder"}$/, null],
  ["GET", (id: string) => `/api/files/${id}/%00`, 400, /is not a path below a run's folder"}$/, null],
  ["GET", (id: string) => `/api/files/${id}/%ff`, 400, /^{"error":"the path is not valid UTF-8"}$/, null],
  ["GET", (id: string) => `/api/files/${id}/none`, 404, /has no file/, null],
  ["GET", () => "/api/files/zzzzzzzz/empty", 404, /^{"error":"there is no run \\"zzzzzzzz\\""}$/, null],
  ["GET", () => "/api/files/", 404, /there is no run/, null],
  ["GET", (id: string) => `/api/files/${id}`, 400, /is a folder; add \?archive=tar/, null],
] as const)("%s #%# answers %3$s", async (method, path, status, body, length) => {
  const { id, ask } = await setUp();
  const answer = await ask(method, path(id));
  expect(answer.status).toBe(status);
  if (typeof body === "string") expect(answer.body).toBe(body);
  else expect(answer.body).toMatch(body);
  if (length !== null) expect(answer.headers["content-length"]).toBe(length);
});

/** Asks with the path as it is: fetch would resolve ".." before it asks. */
async function setUp() {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 1");
  mkdirSync(world.paths.run(id), { recursive: true });
  writeFileSync(`${world.paths.run(id)}/${NAME}`, "0123456789");
  writeFileSync(`${world.paths.run(id)}/empty`, "");
  const server = createServer((req, res) => void answerFile(world, req, res));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = async (method: string, path: string) => {
    const req = request({ host: "127.0.0.1", port, method, path, agent: false }).end();
    const [res] = await once(req, "response");
    return { status: res.statusCode, headers: res.headers, body: await text(res) };
  };
  return { id, ask };
}
