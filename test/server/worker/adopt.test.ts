import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { runs } from "#server/db/schema.ts";
import { listProjects } from "#server/projects/list.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { makeAdopter } from "#server/worker/adopt.ts";
import { superviseRuns } from "#server/worker/supervise.ts";
import type { World } from "#server/worker/world.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

test("a run that was started in a terminal appears in the project default, and its end is known", async () => {
  const world = makeWorld();
  startWorker(world);
  startByHand(world, "byhand01", 100);
  const run = await until(() => ended(world, "byhand01"));
  expect(run).toMatchObject({ name: "by hand", status: "finished", step: 100, maxSteps: 100, attempt: 1, exitCode: 0 });
  expect(listProjects(world.db)).toMatchObject([{ name: "default", runCount: 1 }]);
});

test("a stop reaches a run from a terminal and nothing beside it", async () => {
  const world = makeWorld({ graceMs: 60_000 });
  startWorker(world);
  // Not a group of its own: it shares this test's.
  const child = startByHand(world, "byhand02", 1_000_000);
  await until(() => known(world, "byhand02") && findRun(world.db, "byhand02").status === "running");
  cancelRun(world.db, { id: "byhand02" });
  expect(await until(() => ended(world, "byhand02"))).toMatchObject({ status: "cancelled", endReason: "cancelled" });
  await until(() => child.exitCode === 0);
});

test("a run from a terminal that was killed is lost", async () => {
  const world = makeWorld();
  startWorker(world);
  const child = startByHand(world, "byhand03", 1_000_000);
  await until(() => known(world, "byhand03") && findRun(world.db, "byhand03").step > 2);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await until(() => ended(world, "byhand03"))).toMatchObject({ status: "lost", exitCode: null });
});

test("folders that are no runs are left alone, and a run is adopted once", () => {
  const world = makeWorld();
  const adoptFolders = makeAdopter(world);
  mkdirSync(`${world.paths.runs}/not-a-run-id`, { recursive: true });
  mkdirSync(`${world.paths.runs}/emptydir`);
  mkdirSync(`${world.paths.runs}/brokencf`);
  writeFileSync(`${world.paths.runs}/brokencf/config.json`, "{");
  mkdirSync(`${world.paths.runs}/goodgood`);
  writeFileSync(`${world.paths.runs}/goodgood/config.json`, JSON.stringify({ v: 1, config: {} }));
  adoptFolders();
  adoptFolders();
  makeAdopter(world)();
  expect(world.db.select({ id: runs.id }).from(runs).all()).toEqual([{ id: "goodgood" }]);
  superviseRuns(world, { now: Date.now() + 60_000 });
  expect(findRun(world.db, "goodgood").status).toBe("lost");
});

test("a folder of the database's own is not adopted", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 3");
  startWorker(world);
  await until(() => ended(world, id));
  makeAdopter(world)();
  expect(readdirSync(world.paths.runs)).toEqual([id]);
  expect(world.db.select({ id: runs.id }).from(runs).all()).toEqual([{ id }]);
});

function startByHand(world: World, id: string, steps: number) {
  const dir = world.paths.run(id);
  mkdirSync(dir, { recursive: true });
  const child = spawn(process.execPath, ["test/programs/by-hand.mjs", dir, String(steps)], { stdio: "inherit" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

function known(world: World, id: string): boolean {
  return world.db
    .select({ id: runs.id })
    .from(runs)
    .all()
    .some((run) => run.id === id);
}

function ended(world: World, id: string) {
  const run = known(world, id) && findRun(world.db, id);
  return run && hasEnded(run.status) && run;
}
