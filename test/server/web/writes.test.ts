import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { trackWrites } from "#server/web/writes.ts";
import { until } from "#test/factories/wait.ts";

async function serve() {
  const held: (() => void)[] = [];
  const writes = trackWrites(async (_req, res) => void held.push(() => res.end("done")));
  const server = createServer((req, res) => void writes.handle(req, res)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return { writes, held, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("a server that stops waits for what is being written, not for readers", async () => {
  const { writes, held, url } = await serve();
  const reader = fetch(url);
  await until(() => held.length === 1);
  await writes.answered(60_000);

  const answers = [fetch(url, { method: "POST", body: "a" }), fetch(url, { method: "POST", body: "b" })];
  await until(() => held.length === 3);
  let isOver = false;
  const over = writes.answered(60_000).then(() => {
    isOver = true;
  });
  held[1]!();
  expect(await (await Promise.race(answers)).text()).toBe("done");
  expect(isOver).toBe(false);
  held[2]!();
  await over;
  for (const answer of answers) expect((await answer).status).toBe(200);
  held[0]!();
  await reader;
});

test("a write that never ends is not waited for longer than it is worth", async () => {
  const { writes, held, url } = await serve();
  const answer = fetch(url, { method: "POST", body: "a" });
  await until(() => held.length === 1);
  await writes.answered(1);
  held[0]!();
  expect((await answer).status).toBe(200);
});
