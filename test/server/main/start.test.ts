import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readEnv } from "#server/env.ts";
import { hashSources, readStamp, writeStamp } from "#server/main/build-stamp.ts";
import { keepAlive } from "#server/main/keep-alive.ts";
import { expectFreePort } from "#server/main/port.ts";
import { until } from "#test/factories/wait.ts";

test("a port in use is one clear sentence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  await expect(expectFreePort({ host: "127.0.0.1", port }, { patienceMs: 0 })).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use; stop the program that holds it, or set PORT to another one`,
  );
});

test("a build fits its sources until one of them changes; processes beside it do not matter", () => {
  const dir = folder();
  for (const path of ["app", "server/runs", "server/worker", "trainer/contract", ".next"])
    mkdirSync(join(dir, path), { recursive: true });
  writeFileSync(join(dir, "app/page.tsx"), "1");
  expect(readStamp(dir)).toBeNull();
  const before = hashSources(dir);
  writeFileSync(join(dir, ".next/BUILD_ID"), "x");
  writeStamp(dir, before);
  expect(readStamp(dir)).toBe(hashSources(dir));
  writeFileSync(join(dir, "server/worker/main.ts"), "1");
  expect(hashSources(dir)).toBe(before);
  writeFileSync(join(dir, "server/runs/a.ts"), "1");
  const after = hashSources(dir);
  expect(after).not.toBe(before);
  writeFileSync(join(dir, "app/page.tsx"), "2");
  expect(hashSources(dir)).not.toBe(after);
});

test("a process that dies is started again, and ends with the signal", async () => {
  const dir = folder();
  writeFileSync(
    join(dir, "p.mjs"),
    "import fs from 'node:fs'; fs.appendFileSync(process.env.VELA_DATA + '/pids', process.pid + '\\n'); setInterval(() => {}, 1000)",
  );
  const said: string[] = [];
  const stop = new AbortController();
  const done = keepAlive({
    name: "p",
    args: [join(dir, "p.mjs")],
    projectDir: process.cwd(),
    dataDir: dir,
    nodeEnv: "test",
    say: (line) => said.push(line),
    stop: stop.signal,
  });
  const pids = () =>
    existsSync(join(dir, "pids")) ? readFileSync(join(dir, "pids"), "utf8").trim().split("\n").map(Number) : [];
  process.kill(await until(() => pids()[0]), "SIGKILL");
  await until(() => pids()[1]);
  expect(said).toEqual(["The p process ended (SIGKILL); starting it again in 0.5 s"]);
  stop.abort();
  await done;
  expect(() => process.kill(pids()[1]!, 0)).toThrow();
});

test.each([
  [{ PORT: "abc" }, /^PORT: /],
  [{ PORT: "70000" }, /^PORT: /],
  [{ VELA_SLOTS: "0" }, /^VELA_SLOTS: /],
  [{ VELA_URL: "nonsense" }, /^VELA_URL: /],
])("%j is refused in one sentence", (source, sentence) => {
  expect(() => readEnv(source as unknown as NodeJS.ProcessEnv)).toThrow(sentence);
});

test("settings have defaults; empty ones count as absent", () => {
  const env = readEnv({ PORT: "", HOST: "::1" } as unknown as NodeJS.ProcessEnv, "/project");
  expect(env).toMatchObject({
    dataDir: "/project/.vela",
    port: 3000,
    url: "http://[::1]:3000",
    token: null,
    graceMs: 120_000,
  });
  expect(env.slots).toBeGreaterThanOrEqual(1);
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "vela-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
