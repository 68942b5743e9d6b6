import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isStalled } from "#app/_ui/run-state.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { groupOf } from "#server/worker/backends/local.ts";
import { setClock } from "#test/factories/clock.ts";
import { ended } from "#test/factories/launch.ts";
import { expectEveryPoint } from "#test/factories/points.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const MINUTE_MS = 60_000;

test("a trainer that is halted is shown as stalled after ten minutes, as running when it goes on, and finishes", async () => {
  const world = makeWorld({ slots: 2 });
  const clock = setClock(world);
  const id = queueProgram(world, "follow-clock 100 20");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  const group = groupOf(world.paths.run(id), 1)!;
  process.kill(-group, "SIGSTOP");
  await until(() => stateOf(group) === "T");
  // The worker has looked again since, so nothing more of it can come.
  const beside = queueProgram(world, "log-steps 3");
  await until(() => ended(world, beside));
  const halted = findRun(world.db, id);
  expect(isStalled(halted, clock.now())).toBe(false);
  clock.pass(9 * MINUTE_MS);
  expect(isStalled(findRun(world.db, id), clock.now())).toBe(false);
  clock.pass(2 * MINUTE_MS);
  expect(isStalled(findRun(world.db, id), clock.now())).toBe(true);
  expect(findRun(world.db, id)).toMatchObject({ status: "running", step: halted.step });

  process.kill(-group, "SIGCONT");
  const going = await until(() => findRun(world.db, id).step > halted.step && findRun(world.db, id));
  expect(going.status).toBe("running");
  expect(isStalled(going, clock.now())).toBe(false);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", step: 100, attempt: 1 });
  expectEveryPoint(world, id);
  await until(() => processesOf(id).length === 0);
});

test("a trainer that is halted is woken by a stop, saves and ends", async () => {
  const world = makeWorld({ graceMs: 3_600_000 });
  const id = queueProgram(world, "log-steps 1000000 5");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  const group = groupOf(world.paths.run(id), 1)!;
  process.kill(-group, "SIGSTOP");
  await until(() => stateOf(group) === "T");
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({
    status: "cancelled",
    exitCode: 0,
    endReason: "asked to stop",
  });
  expect(readFileSync(`${world.paths.run(id)}/terms.log`, "utf8")).toBe("TERM\n");
  expectEveryPoint(world, id);
  await until(() => processesOf(id).length === 0);
});

function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}
