import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import type { RunStatus } from "#server/runs/status.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import type { World } from "#server/worker/world.ts";
import { logLine, startLine, writeLog } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const NEWEST_2 = { keepNewest: 2 };

test("the plan names what the newest N and the best M of each run leave over, with bytes; the deletion deletes that", async () => {
  const { world, api } = setUp();
  const a = makeRun(world, "finished", { 100: 0.9, 200: 0.1, 300: 0.5, 400: 0.4, 500: 0.3 });
  const b = makeRun(world, "finished", { 7: 0.5, 8: "NaN", 9: 0.7, 10: 0.7 });
  const best = (goal: "low" | "high") => ({ keepNewest: 1, keepBest: { metric: "val/loss", goal, count: 1 } });
  const stepsOf = async (rules: Parameters<typeof api.checkpoints.plan>[0]["rules"], runIds?: string[]) =>
    (await api.checkpoints.plan({ rules, ...(runIds && { runIds }) })).checkpoints.map(({ step }) => step);
  expect(await stepsOf(NEWEST_2)).toEqual([100, 200, 300, 7, 8]);
  expect(await stepsOf(best("low"))).toEqual([100, 300, 400, 8, 9]);
  expect(await stepsOf(best("high"))).toEqual([200, 300, 400, 7, 8, 9]);
  expect(await stepsOf({ keepNewest: 0 }, [b])).toEqual([7, 8, 9, 10]);
  expect(await stepsOf({ keepNewest: 5 })).toEqual([]);
  expect(await stepsOf({ keepNewest: 1, keepBest: { metric: "none", goal: "low", count: 3 } }, [b])).toEqual([7, 8, 9]);

  const rules = best("low");
  const plan = await api.checkpoints.plan({ rules });
  expect(plan.bytes).toBe(plan.checkpoints.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(plan.checkpoints[0]).toMatchObject({ runId: a, step: 100, bytes: "weights of step 100\n".length });
  const done = await api.checkpoints.removeMany({ rules, checkpoints: plan.checkpoints });
  expect(done).toEqual({
    removed: plan.checkpoints.map(({ runId, step, bytes }) => ({ runId, step, bytes })),
    left: [],
    bytes: plan.bytes,
  });
  expect(onDisk(world, a)).toEqual([200, 500]);
  expect(onDisk(world, b)).toEqual([7, 10]);
  expect(readdirSync(world.paths.trash)).toEqual([]);
  expect((await api.checkpoints.all()).map(({ step }) => step).sort((x, y) => x - y)).toEqual([7, 10, 200, 500]);
  expect((await api.checkpoints.plan({ rules })).checkpoints).toEqual([]);
});

test("starred runs and runs that have not ended are never touched, and the newest of an unfinished run stays", async () => {
  const { world, api } = setUp();
  const steps = { 1: 1, 2: 2, 3: 3 };
  for (const status of ["queued", "starting", "running", "stopping"] as const) makeRun(world, status, steps);
  const starred = makeRun(world, "finished", steps);
  await api.runs.update({ id: starred, starred: true });
  const unfinished = (["failed", "cancelled", "preempted", "lost"] as const).map((status) =>
    makeRun(world, status, steps),
  );
  const finished = makeRun(world, "finished", steps);
  const { checkpoints } = await api.checkpoints.plan({ rules: { keepNewest: 0 } });
  expect(checkpoints.map(({ runId, step }) => [runId, step])).toEqual([
    ...unfinished.flatMap((id) => [1, 2].map((step) => [id, step])),
    ...[1, 2, 3].map((step) => [finished, step]),
  ]);
});

test("a torn checkpoint counts for nothing, and stays", async () => {
  const { world, api } = setUp();
  const id = makeRun(world, "failed", { 1: 1, 2: 2, 3: 3 });
  appendFileSync(`${runPaths(world.paths.run(id)).checkpoint(3)}/model.safetensors`, "torn");
  const plan = await api.checkpoints.plan({ rules: { keepNewest: 0 } });
  expect(plan.checkpoints.map(({ step }) => step)).toEqual([1]);
  await api.checkpoints.removeMany({ rules: { keepNewest: 0 }, checkpoints: plan.checkpoints });
  expect(onDisk(world, id)).toEqual([2, 3]);
});

test("what has changed since the plan is left, and why is said in both languages", async () => {
  const { world, api } = setUp();
  const steps = { 1: 1, 2: 2, 3: 3 };
  const [changed, gone, starred, live, removed, good] = Array.from({ length: 6 }, () =>
    makeRun(world, "finished", steps),
  ) as [string, string, string, string, string, string];
  const rules = NEWEST_2;
  const { checkpoints } = await api.checkpoints.plan({ rules });
  expect(checkpoints.map(({ step }) => step)).toEqual([1, 1, 1, 1, 1, 1]);
  save(world, changed, 1, 0.5, { time: 999 });
  rmSync(runPaths(world.paths.run(gone)).checkpoint(1), { recursive: true });
  await api.runs.update({ id: starred, starred: true });
  await api.runs.resume({ id: live });
  await api.runs.remove({ id: removed });
  const { removed: done, left } = await api.checkpoints.removeMany({ rules, checkpoints });
  expect(done).toMatchObject([{ runId: good, step: 1 }]);
  expect(left.map(({ runId, why }) => [runId, why.en])).toEqual([
    [changed, "it has changed since the preview"],
    [gone, "it is gone already"],
    [starred, "its run is starred"],
    [live, "its run has not ended"],
    [removed, "its run is gone"],
  ]);
  for (const { why } of left) expect(why.zh).toMatch(/\p{Script=Han}/u);
  for (const id of [changed, starred, live]) expect(onDisk(world, id)).toEqual([1, 2, 3]);
  expect(onDisk(world, good)).toEqual([2, 3]);
});

test("a deletion cannot go beyond its rules: what they keep now is left, such as the last two when others went by hand", async () => {
  const { world, api } = setUp();
  const id = makeRun(world, "finished", { 1: 1, 2: 2, 3: 3, 4: 4 });
  const { checkpoints } = await api.checkpoints.plan({ rules: NEWEST_2 });
  for (const step of [3, 4]) await api.checkpoints.remove({ runId: id, step });
  const { removed, left } = await api.checkpoints.removeMany({ rules: NEWEST_2, checkpoints });
  expect(removed).toEqual([]);
  expect(left.map(({ why }) => why.en)).toEqual(["the rules keep it now", "the rules keep it now"]);
  expect(onDisk(world, id)).toEqual([1, 2]);
});

test("a folder that cannot be deleted does not hide what happened to the others", async () => {
  const { world, api } = setUp();
  const [blocked, good] = [1, 2].map(() => makeRun(world, "finished", { 1: 1, 2: 2, 3: 3 })) as [string, string];
  const { checkpoints } = await api.checkpoints.plan({ rules: NEWEST_2 });
  // Where the trash should be there is a file: nothing can be taken away.
  writeFileSync(world.paths.trash, "");
  const first = await api.checkpoints.removeMany({ rules: NEWEST_2, checkpoints: checkpoints.slice(0, 1) });
  expect(first).toMatchObject({ removed: [], left: [{ runId: blocked, step: 1 }], bytes: 0 });
  expect(first.left[0]!.why.en).toMatch(/^it could not be deleted: EEXIST/);
  expect(existsSync(runPaths(world.paths.run(blocked)).checkpoint(1))).toBe(true);
  rmSync(world.paths.trash);
  expect((await api.checkpoints.removeMany({ rules: NEWEST_2, checkpoints })).removed).toMatchObject([
    { runId: blocked },
    { runId: good },
  ]);
});

test("a plan for a run that is not there says so", async () => {
  const { api } = setUp();
  await expect(api.checkpoints.plan({ rules: NEWEST_2, runIds: ["abcdefgh"] })).rejects.toThrow("there is no run");
});

function setUp() {
  const world = makeWorld();
  return { world, api: createApi(world) };
}

/** A run with checkpoints of these steps and losses, as its trainer left them. */
function makeRun(world: World, status: RunStatus, losses: Record<number, number | string>): string {
  const id = queueProgram(world, "log-steps 1");
  writeLog(runPaths(world.paths.run(id)).metrics, startLine(1, 0));
  for (const [step, loss] of Object.entries(losses)) save(world, id, Number(step), loss);
  world.db.$client.prepare("UPDATE runs SET status = ? WHERE id = ?").run(status, id);
  return id;
}

function save(world: World, runId: string, step: number, loss: number | string, { time = step } = {}) {
  const dir = world.paths.run(runId);
  const folder = runPaths(dir).checkpoint(step);
  const text = `weights of step ${step}\n`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/model.safetensors`, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  const files = [{ path: "model.safetensors", bytes: text.length, sha256 }];
  const metrics = { "val/loss": loss };
  writeFileSync(`${folder}/manifest.json`, JSON.stringify({ v: 1, step, time, metrics, files }));
  const file = runPaths(dir).metrics;
  const path = folder.slice(dir.length + 1);
  appendFileSync(file, logLine({ kind: "checkpoint", step, path, bytes: text.length, metrics: {} }));
  ingestLog(world.db, { runId, file });
}

function onDisk(world: World, runId: string): number[] {
  return readdirSync(runPaths(world.paths.run(runId)).checkpoints)
    .map((name) => Number(name.replace("step-", "")))
    .sort((a, b) => a - b);
}
