import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import { metricLines, startLine, writeLog } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

test("notes, tags, stars and names stay", async () => {
  const { api, id } = setUp();
  const note = await api.notes.add({ runId: id, text: " first ", step: 10 });
  await api.notes.edit({ id: note.id, text: "second" });
  await api.runs.update({ id, name: "renamed", starred: true, tags: ["x"] });
  expect(await api.notes.list({ runId: id })).toMatchObject([{ text: "second", step: 10 }]);
  expect(await api.runs.get({ id })).toMatchObject({ name: "renamed", starred: true, tags: ["x"], noteCount: 1 });
  await api.notes.remove({ id: note.id });
  expect(await api.notes.list({ runId: id })).toEqual([]);
});

test("runs are found by status, tag, star and words, and sorted by column, config and metric", async () => {
  const { world, api } = setUp();
  const [a, b, c] = [1, 2, 3].map((n) => makeMeasured(world, n));
  await api.runs.update({ id: b!, tags: ["blue"], name: "50%_done", starred: true });
  const ids = async (input: Parameters<typeof api.runs.list>[0]) =>
    (await api.runs.list(input)).rows.map(({ id }) => id);
  expect(await ids({ tag: "blue" })).toEqual([b]);
  expect(await ids({ starred: true })).toEqual([b]);
  expect(await ids({ search: "50%_d" })).toEqual([b]);
  expect(await ids({ search: "%" })).toEqual([b]);
  expect(await ids({ status: ["running"] })).toEqual([]);
  const measured = (list: string[]) => list.filter((id) => [a, b, c].includes(id));
  expect(measured(await ids({ sort: { key: "train/m0", desc: true } }))).toEqual([c, b, a]);
  expect(measured(await ids({ sort: { key: "train/m0", desc: false } }))).toEqual([a, b, c]);
  expect(measured(await ids({ sort: { key: "config.learningRate", desc: false } }))).toEqual([c, b, a]);
  await expect(ids({ sort: { key: "config.a') --", desc: true } })).rejects.toThrow("is not a path of a config");
  const { total, rows, allTags } = await api.runs.list({ limit: 2, offset: 1 });
  expect({ total, rows: rows.length, allTags }).toEqual({ total: 4, rows: 2, allTags: ["blue"] });
});

test("an unknown run and a malformed id each get one sentence", async () => {
  const { api } = setUp();
  await expect(api.runs.get({ id: "zzzzzzzz" })).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: 'there is no run "zzzzzzzz"',
  });
  await expect(api.runs.get({ id: "../../etc" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("only an ended run can be removed, and then its rows and folder are gone", async () => {
  const { world, api, id } = setUp();
  writeLog(runPaths(world.paths.run(id)).metrics, startLine(1, 0) + metricLines(3));
  ingestLog(world.db, { runId: id, file: runPaths(world.paths.run(id)).metrics });
  await expect(api.runs.remove({ id })).rejects.toThrow(`run ${id} is queued; only an ended run can be removed`);
  await api.runs.cancel({ id });
  await api.runs.remove({ id });
  expect(existsSync(world.paths.run(id))).toBe(false);
  for (const table of ["runs", "point_parts", "metric_keys", "attempts", "batches"])
    expect(world.db.$client.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
});

test("a run without a complete checkpoint cannot be resumed", async () => {
  const { api, id } = setUp();
  await expect(api.runs.resume({ id })).rejects.toThrow(`run ${id} is queued; only an ended run can be resumed`);
  await api.runs.cancel({ id });
  await expect(api.runs.resume({ id })).rejects.toThrow(`run ${id} has no complete checkpoint to resume from`);
});

test("views are kept by page and name", async () => {
  const { api } = setUp();
  await api.views.save({ name: "mine", page: "home", state: { a: 1 } });
  const saved = await api.views.save({ name: "mine", page: "home", state: { a: 2 } });
  expect(await api.views.list()).toMatchObject([{ id: saved.id, state: { a: 2 } }]);
  await api.views.remove({ id: saved.id });
  expect(await api.views.list()).toEqual([]);
});

test("the form's schema carries labels in both languages, and presets are whole configs", async () => {
  const { api } = setUp();
  const { schema, defaults, presets } = await api.recipes.get({ name: "vla-energy" });
  expect(schema).toMatchObject({
    properties: { training: { properties: { learningRate: { label: { en: "Learning rate", zh: "学习率" } } } } },
  });
  expect(Object.keys(presets[0]!.config)).toEqual(Object.keys(defaults));
});

test("the queue and the machine are told", async () => {
  const { api, id } = setUp();
  expect(await api.system.queue()).toMatchObject({ running: [], queued: [{ id, position: 1 }] });
  expect(await api.system.info()).toMatchObject({ node: process.version, worker: { alive: false, pid: null } });
});

function setUp() {
  const world = makeWorld();
  return { world, api: createApi(world), id: queueProgram(world, "log-steps 1") };
}

function makeMeasured(world: ReturnType<typeof makeWorld>, n: number): string {
  const id = queueProgram(world, "log-steps 1");
  const file = runPaths(world.paths.run(id)).metrics;
  writeLog(file, startLine(1, 0) + metricLines(n));
  ingestLog(world.db, { runId: id, file });
  const config = JSON.stringify({ training: { learningRate: 1 / n } });
  world.db.$client.prepare("UPDATE runs SET config = ? WHERE id = ?").run(config, id);
  return id;
}
