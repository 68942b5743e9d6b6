import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const LAUNCH = { recipe: "vla-energy", preset: "scoop-tiny", config: {} };

test("a run is named and numbered by the server within its project", async () => {
  const api = createApi(makeWorld());
  const first = await api.runs.create(LAUNCH);
  const second = await api.runs.create({ ...LAUNCH, project: "other", tags: [" a ", "b", "a"], note: "why" });
  const third = await api.runs.create({ ...LAUNCH, name: "mine" });
  expect(first).toMatchObject({ status: "queued", projectName: "default", position: 1, preset: "scoop-tiny" });
  expect(first.id).toMatch(/^[a-z0-9]{8}$/);
  expect(first.name).toMatch(/^[a-z]+-[a-z]+-1$/);
  expect(first.maxSteps).toBeGreaterThan(0);
  expect(first.config).toMatchObject({ datasetName: "vela_scoop_64", energy: true });
  expect(second).toMatchObject({ projectName: "other", tags: ["a", "b"], position: 2 });
  expect(second.name).toMatch(/-1$/);
  expect(await api.notes.list({ runId: second.id })).toMatchObject([{ text: "why", step: null }]);
  expect(third).toMatchObject({ name: "mine", position: 3 });
});

test.each([
  [{ recipe: "nope" }, /there is no recipe "nope"/],
  [{ preset: "nope" }, /there is no preset "nope"; there are scoop-tiny/],
  [{ config: "soup" }, /config: expected an object/],
  [{ config: { training: { batchSize: "x" } } }, /training\.batchSize: .*expected number.* found "x"/],
  [{ config: { training: { maxSteps: -1, learningRate: 5 } } }, /training\.learningRate: .*; training\.maxSteps/],
  [{ config: { energy: { hidden: 7 } } }, /energy\.hidden 7 is not a multiple of energy\.heads 4/],
  [{ preset: null, config: { data: { datasetName: "../etc" } } }, /data\.datasetName: a data set name is letters/],
  [
    { preset: null, config: { data: { datasetName: "absent" } } },
    /there is no data set "absent": expected a folder .*dataset_info\.json/,
  ],
])("%j is refused in one sentence", async (wrong, sentence) => {
  const api = createApi(makeWorld());
  await expect(api.runs.create({ ...LAUNCH, ...wrong })).rejects.toThrow(sentence);
  expect((await api.runs.list()).total).toBe(0);
});

test("a run whose sample data set is absent waits until it is made, and the second waits for the same", async () => {
  const world = makeWorld();
  const api = createApi(world);
  const run = await api.runs.create({ ...LAUNCH });
  await api.runs.create(LAUNCH);
  expect(claimRun(world.db, { slots: 1 })).toBeNull();
  expect(await api.datasets.jobs()).toHaveLength(1);
  startWorker(world);
  const job = await until(async () => (await api.datasets.jobs()).find(({ status }) => status === "finished"));
  expect(job).toMatchObject({ done: 10, total: 10, size: 64, error: null });
  expect(await api.datasets.list()).toMatchObject([
    { name: "vela_scoop_64", version: "1.0.0", sample: true, splits: [{ name: "train", episodes: 10, bytes: 100 }] },
  ]);
  await until(() => findRun(world.db, run.id).status !== "queued");
  await api.runs.cancel({ id: run.id, now: true });
  await until(() => hasEnded(findRun(world.db, run.id).status));
});

test("a run whose sample data set cannot be made fails with the reason", async () => {
  const world = makeWorld();
  mkdirSync(world.paths.rlds, { recursive: true });
  writeFileSync(`${world.paths.rlds}/refuse`, "no room for the arm");
  const api = createApi(world);
  const { id } = await api.runs.create(LAUNCH);
  startWorker(world);
  const run = await until(() => hasEnded(findRun(world.db, id).status) && findRun(world.db, id));
  expect(run).toMatchObject({
    status: "failed",
    attempt: 0,
    endReason: "the sample data set could not be made: no room for the arm",
  });
});

test("a check says what a launch needs without doing it", async () => {
  const api = createApi(makeWorld());
  const good = await api.recipes.check({ ...LAUNCH, config: { training: { maxSteps: 1000, saveFreq: 250 } } });
  expect(good).toMatchObject({ ok: true, issues: [], estimate: { seconds: null, checkpoints: 4 } });
  expect(good.findings[0]).toMatchObject({
    level: "ok",
    message: { en: expect.stringContaining("will be made first") },
  });
  const absent = await api.recipes.check({ ...LAUNCH, preset: "bridge-tiny" });
  expect(absent).toMatchObject({ ok: false, findings: [{ level: "block" }, {}, {}] });
  const wrong = await api.recipes.check({ ...LAUNCH, config: { training: { learningRate: 0 } } });
  const message = { en: expect.stringContaining("found 0"), zh: expect.stringContaining("当前为 0") };
  expect(wrong).toMatchObject({ ok: false, issues: [{ path: "training.learningRate", message }] });
});
