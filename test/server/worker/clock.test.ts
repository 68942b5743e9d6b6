import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { isStalled } from "#app/_ui/run-state.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { systemInfo } from "#server/system/info.ts";
import { makeClockFollower } from "#server/worker/follow-clock.ts";
import { superviseRuns } from "#server/worker/supervise.ts";
import type { World } from "#server/worker/world.ts";
import { setClock } from "#test/factories/clock.ts";
import { ended, readIfThere } from "#test/factories/launch.ts";
import { expectEveryPoint } from "#test/factories/points.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { startWorkerProcess } from "#test/factories/worker-process.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const HOUR_MS = 3_600_000;
const GRACE_MS = 1_500;

test("a run goes on over jumps of the clock: it never looks stalled, its worker never dead for good", async () => {
  const world = makeWorld();
  const clock = setClock(world);
  const id = queueProgram(world, "follow-clock 300 20");
  startWorker(world);
  for (const jumpMs of [3 * HOUR_MS, -7 * HOUR_MS, 2 * HOUR_MS, -HOUR_MS]) {
    const { step } = await until(() => findRun(world.db, id).step > 0 && findRun(world.db, id));
    clock.jump(jumpMs);
    await until(() => systemInfo(world, { now: clock.now() }).worker.alive);
    const run = await until(() => findRun(world.db, id).step > step && findRun(world.db, id));
    expect(run.status).toBe("running");
    expect(isStalled(run, clock.now())).toBe(false);
    expect(run.heartbeatAt!).toBeLessThan(clock.now() + 1_000);
  }
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", step: 300, attempt: 1 });
  expectEveryPoint(world, id);
});

test.each([
  ["forward", 5 * HOUR_MS],
  ["back", -5 * HOUR_MS],
])("a clock that jumps %s while a run is stopped neither skips the grace nor makes it endless", async (_, jumpMs) => {
  const world = makeWorld({ graceMs: GRACE_MS });
  const clock = setClock(world);
  const { id, dir } = await startStubborn(world);
  cancelRun(world.db, { id, at: clock.now() });
  const { killAt, stopSentAt } = await until(() => findRun(world.db, id).killAt !== null && findRun(world.db, id));
  const sentAt = performance.now() - (clock.now() - stopSentAt!);
  clock.jump(jumpMs);
  const moved = await until(() => findRun(world.db, id).killAt !== killAt && findRun(world.db, id));
  // One that jumps forward would have been killed by the look that moved this.
  expect(moved.status).toBe("stopping");
  expect(isAbout(moved.killAt, killAt! + jumpMs)).toBe(true);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled", endReason: "stopped on request" });
  expect(performance.now() - sentAt).toBeGreaterThan(GRACE_MS - 100);
  expect(readFileSync(`${dir}/terms.log`, "utf8")).toBe("TERM\n");
  expect(processesOf(id)).toEqual([]);
});

test("a clock that was set back while no worker lived does not make the grace endless", async () => {
  const world = makeWorld({ graceMs: GRACE_MS });
  const clock = setClock(world);
  const stopWorker = startWorker(world);
  const id = queueProgram(world, "stubborn");
  await until(() => readIfThere(`${world.paths.run(id)}/ready`) && findRun(world.db, id).status === "running");
  cancelRun(world.db, { id, at: clock.now() });
  await until(() => findRun(world.db, id).killAt !== null);
  await stopWorker();
  clock.jump(-5 * HOUR_MS);
  startWorker(world);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled" });
  expect(processesOf(id)).toEqual([]);
});

test("a pause before the next attempt lasts as long as it was meant, wherever the clock jumps", async () => {
  const world = makeWorld({ retries: 1 });
  const clock = setClock(world);
  const id = queueProgram(world, "exit-with SIGKILL", { now: clock.now() });
  startWorker(world);
  const { notBefore } = await until(() => findRun(world.db, id).notBefore !== null && findRun(world.db, id));
  clock.jump(6 * HOUR_MS);
  await until(() => isAbout(findRun(world.db, id).notBefore, notBefore! + 6 * HOUR_MS));
  clock.jump(-8 * HOUR_MS);
  await until(() => isAbout(findRun(world.db, id).notBefore, notBefore! - 2 * HOUR_MS));
  expect(findRun(world.db, id)).toMatchObject({ status: "queued", attempt: 1 });
  clock.pass(13_000);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "failed", attempt: 2 });
});

test("a command that is about to record its pid is not taken for one that never will, until 30 s have passed", () => {
  const world = makeWorld();
  const clock = setClock(world);
  const follow = makeClockFollower(world);
  const id = queueProgram(world, "log-steps 1");
  claimRun(world.db, { slots: 1, now: clock.now() });
  mkdirSync(runPaths(world.paths.run(id)).attempt(1), { recursive: true });
  const look = () => {
    follow();
    superviseRuns(world);
    return findRun(world.db, id).status;
  };
  for (const jumpMs of [HOUR_MS, -9 * HOUR_MS, HOUR_MS]) {
    clock.jump(jumpMs);
    expect(look()).toBe("starting");
  }
  clock.pass(29_000);
  expect(look()).toBe("starting");
  clock.pass(2_000);
  expect(look()).toBe("lost");
});

test.each([5 * HOUR_MS, -5 * HOUR_MS])(
  "a second worker is refused, though the clock says that the first last wrote %i ms from now",
  async (jumpMs) => {
    const world = makeWorld();
    const clock = setClock(world);
    startWorker(world);
    clock.jump(jumpMs);
    await until(() => systemInfo(world, { now: clock.now() }).worker.alive);
    const second = startWorkerProcess(world, { stderr: "pipe" });
    const said = await text(second.stderr!);
    if (second.exitCode === null) await once(second, "exit");
    expect(second.exitCode).toBe(1);
    expect(said.trim()).toBe(`a worker is already at work on this data folder (pid ${process.pid}); only one may be`);
  },
);

/** The two clocks that a jump is seen by are not read at one instant. */
function isAbout(time: number | null, expected: number): boolean {
  return time !== null && Math.abs(time - expected) < 100;
}

async function startStubborn(world: World) {
  const id = queueProgram(world, "stubborn");
  const dir = world.paths.run(id);
  startWorker(world);
  await until(() => readIfThere(`${dir}/ready`) && findRun(world.db, id).status === "running");
  return { id, dir };
}
