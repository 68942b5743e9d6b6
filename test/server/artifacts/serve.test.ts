import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { buffer, text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { listArtifacts } from "#server/artifacts/list.ts";
import { type FileAnswer, type FileRequest, serveArtifact } from "#server/artifacts/serve.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";

const TEXT = "0123456789";

test("a file comes whole, by range, and not at all when it is known", async () => {
  const { get } = setUp();
  const path = "artifacts/digits.txt";
  const whole = get({ path });
  expect(whole.status).toBe(200);
  expect(await bodyText(whole)).toBe(TEXT);
  expect(whole.headers["content-length"]).toBe("10");
  expect(whole.headers["content-disposition"]).toBe(`attachment; filename="digits.txt"; filename*=UTF-8''digits.txt`);
  expect(get({ path, headers: { "if-none-match": whole.headers.etag! } })).toMatchObject({ status: 304, body: null });
  const stale = get({ path, headers: { range: "bytes=2-4", "if-range": '"other"' } });
  expect([stale.status, await bodyText(stale)]).toEqual([200, TEXT]);
});

test.each([
  ["bytes=2-4", 206, "234", "bytes 2-4/10"],
  ["bytes=7-", 206, "789", "bytes 7-9/10"],
  ["bytes=-3", 206, "789", "bytes 7-9/10"],
  ["bytes=8-99", 206, "89", "bytes 8-9/10"],
  ["bytes=10-", 416, "", "bytes */10"],
  ["bytes=4-2", 200, TEXT, undefined],
  ["lines=1-2", 200, TEXT, undefined],
])("range %s → %i", async (range, status, expected, contentRange) => {
  const answer = setUp().get({ path: "artifacts/digits.txt", headers: { range } });
  expect([answer.status, await bodyText(answer)]).toEqual([status, expected]);
  expect(answer.headers["content-range"]).toBe(contentRange);
});

test.each([
  ["../../vela.db", /is not a path below a run's folder/],
  ["artifacts/../../../vela.db", /is not a path below a run's folder/],
  ["/etc/passwd", /is not a path below a run's folder/],
  ["artifacts/a\0b", /is not a path below a run's folder/],
  ["..\\..\\vela.db", /is not a path below a run's folder/],
  ["artifacts/outside", /leads out of the run's folder/],
  ["artifacts/outside-folder/vela.db", /leads out of the run's folder/],
  ["artifacts/none", /has no file "artifacts\/none"/],
  ["artifacts", /is a folder; add \?archive=tar/],
])("%j is refused in one sentence", (path, sentence) => {
  expect(() => setUp().get({ path })).toThrow(sentence);
});

test("an unknown run is refused", () => {
  const { world } = setUp();
  expect(() => serve(world, { runId: "zzzzzzzz", path: "config.json" })).toThrow('there is no run "zzzzzzzz"');
  expect(() => serve(world, { runId: "..", path: "vela.db" })).toThrow('there is no run ".."');
});

test("a folder comes as a tar, manifest first, byte for byte, without links", async () => {
  const { get, big } = setUp();
  const answer = get({ path: "checkpoints/step-000010", archive: true });
  expect(answer.headers["content-disposition"]).toContain('filename="the run_-checkpoints-step-000010.tar"');
  const entries = await untar(answer);
  expect([...entries.keys()]).toEqual(
    ["manifest.json", "a.safetensors", "empty", "sub/b.bin"].map((n) => `step-000010/${n}`),
  );
  expect(sha(entries.get("step-000010/sub/b.bin")!)).toBe(sha(big));
  expect(entries.get("step-000010/empty")).toHaveLength(0);
});

test("a download that is given up, or whose file goes away, ends alone", async () => {
  const { world, runId } = setUp();
  const ask = { runId, path: "checkpoints/step-000010", archive: true };
  const { body } = serve(world, ask);
  await once(body!, "readable");
  body!.destroy();
  await once(body!, "close");
  const other = serve(world, ask);
  rmSync(`${world.paths.run(runId)}/checkpoints`, { recursive: true });
  await expect(bodyText(other)).rejects.toThrow();
});

test("links are not listed", () => {
  const { world, runId } = setUp();
  expect(listArtifacts(world, { runId, path: "artifacts" })).toMatchObject([
    { path: "artifacts/digits.txt", bytes: 10, kind: "file" },
  ]);
  expect(listArtifacts(world, { runId }).map(({ name }) => name)).toEqual(["artifacts", "checkpoints"]);
});

function setUp() {
  const world = makeWorld();
  const runId = queueProgram(world, "log-steps 1");
  world.db.$client.prepare("UPDATE runs SET name = 'the run/' WHERE id = ?").run(runId);
  const dir = world.paths.run(runId);
  const checkpoint = `${dir}/checkpoints/step-000010`;
  mkdirSync(`${dir}/artifacts`, { recursive: true });
  mkdirSync(`${checkpoint}/sub`, { recursive: true });
  writeFileSync(`${dir}/artifacts/digits.txt`, TEXT);
  symlinkSync(world.paths.database, `${dir}/artifacts/outside`);
  symlinkSync(world.paths.root, `${dir}/artifacts/outside-folder`);
  const big = Buffer.alloc(3_000_001, "energy");
  writeFileSync(`${checkpoint}/a.safetensors`, "a");
  writeFileSync(`${checkpoint}/empty`, "");
  writeFileSync(`${checkpoint}/manifest.json`, "{}");
  writeFileSync(`${checkpoint}/sub/b.bin`, big);
  symlinkSync(world.paths.database, `${checkpoint}/link`);
  return {
    world,
    runId,
    big,
    get: (request: Partial<FileRequest> & { path: string }) => serve(world, { runId, ...request }),
  };
}

function serve(world: ReturnType<typeof makeWorld>, ask: Partial<FileRequest> & { runId: string; path: string }) {
  return serveArtifact(world, { inline: false, archive: false, headers: {}, ...ask });
}

async function bodyText({ body }: FileAnswer): Promise<string> {
  return body ? await text(body) : "";
}

async function untar({ body }: FileAnswer): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  const tar = extract();
  body!.pipe(tar);
  for await (const entry of tar) entries.set(entry.header.name, await buffer(entry));
  return entries;
}

function sha(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
