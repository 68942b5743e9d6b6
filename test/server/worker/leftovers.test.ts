import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import type { World } from "#server/worker/world.ts";
import { ended, readIfThere } from "#test/factories/launch.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

test.each(["agent", "hopper"])("a stop leaves nothing of what grows back: %s", async (how) => {
  const { world, id, dir } = startGrowing(how);
  await until(() => readIfThere(`${dir}/ready`) && findRun(world.db, id).status === "running");
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled", endReason: "stopped on request" });
  await expectNothingLeft(world, id);
});

test.each(["agent", "hopper"])("a run that fails leaves nothing of what grows back: %s", async (how) => {
  const { world, id } = startGrowing(`${how} ends`);
  expect(await until(() => ended(world, id))).toMatchObject({ status: "failed", exitCode: 1 });
  await expectNothingLeft(world, id);
});

function startGrowing(how: string) {
  const world = makeWorld({ graceMs: 300 });
  const id = queueProgram(world, `grow-back ${how}`);
  const dir = world.paths.run(id);
  onTestFinished(() => rmSync(`${dir}/hop`, { force: true }));
  startWorker(world);
  return { world, id, dir };
}

/** One that has just been replaced is not seen by a single look; what was killed takes a moment to go. */
async function expectNothingLeft({ paths }: World, id: string) {
  for (let looks = 0; looks < 20; looks++) await until(() => processesOf(id).length === 0);
  const hops = readIfThere(`${paths.run(id)}/left`);
  for (let looks = 0; looks < 20; looks++) expect(processesOf(id)).toEqual([]);
  expect(readIfThere(`${paths.run(id)}/left`)).toBe(hops);
}
