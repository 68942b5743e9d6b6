import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { superviseRuns } from "#server/worker/supervise.ts";
import type { World } from "#server/worker/world.ts";
import { ended } from "#test/factories/launch.ts";
import { makeMemoryCgroup } from "#test/factories/memory-cgroup.ts";
import { expectEveryPoint } from "#test/factories/points.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorkerProcess } from "#test/factories/worker-process.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const LIMIT_MEGABYTES = 1024;

const KILLED = {
  status: "queued",
  failure: "memory",
  attempt: 1,
  notBefore: expect.any(Number),
  endReason: expect.stringMatching(/^killed by SIGKILL, by the out-of-memory killer/),
};

test("a run that the out-of-memory killer ended says so and is tried again, and the run beside it loses nothing", async () => {
  const world = makeWorld({ slots: 2, retries: 3 });
  const cgroup = makeMemoryCgroup(LIMIT_MEGABYTES);
  if (cgroup === null) {
    console.log("no memory cgroup can be made here: what the kernel would have counted is written by hand");
    const id = writeKilledRun(world);
    superviseRuns(world);
    expect(findRun(world.db, id)).toMatchObject(KILLED);
    return;
  }
  console.log(`the program runs into the limit of a memory cgroup of ${LIMIT_MEGABYTES} MB`);
  const worker = startWorkerProcess(world);
  onTestFinished(async () => {
    worker.kill("SIGKILL");
    if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
  });
  cgroup.add(worker.pid!);
  const beside = queueProgram(world, "log-steps 100 20");
  const id = queueProgram(world, "eat-memory");
  const run = await until(() => findRun(world.db, id).failure !== null && findRun(world.db, id));
  expect(run).toMatchObject(KILLED);
  expect(cgroup.kills()).toBe(1);
  expect(await until(() => ended(world, beside))).toMatchObject({ status: "finished", step: 100 });
  expect(worker.exitCode).toBeNull();
  expect(expectEveryPoint(world, id)).toBe(10);
  expectEveryPoint(world, beside);
  for (const each of [id, beside]) await until(() => processesOf(each).length === 0);
});

function writeKilledRun(world: World): string {
  const id = queueProgram(world, "eat-memory");
  claimRun(world.db, { slots: 1 });
  const paths = runPaths(world.paths.run(id));
  mkdirSync(paths.attempt(1), { recursive: true });
  writeFileSync(paths.exit(1), JSON.stringify({ code: null, signal: "SIGKILL", oomKills: 1, endedAt: Date.now() }));
  return id;
}
