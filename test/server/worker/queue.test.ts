import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { writeRun } from "#server/runs/write.ts";
import { readQueue } from "#server/system/queue.ts";
import { readIndices } from "#server/worker/gpus.ts";
import { readProcess } from "#server/worker/processes.ts";
import { runWorker } from "#server/worker/run-worker.ts";
import type { World } from "#server/worker/world.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

test("twenty jobs over four GPUs never share one", async () => {
  const world = makeWorld({ slots: 20, gpus: [0, 1, 2, 5] });
  const ids = Array.from({ length: 20 }, (_, i) => {
    const id = queueProgram(world, "hold-gpus");
    writeRun(world.db, id, { needs: { gpus: i % 3 === 0 ? 2 : 1 } });
    return id;
  });
  startWorker(world);
  await until(() => ids.every((id) => findRun(world.db, id).status === "finished"));
  const held = new Set<string>();
  let most = 0;
  for (const line of readFileSync(join(world.paths.runs, "gpus.log"), "utf8").trim().split("\n")) {
    const [what, gpus] = line.split(" ") as [string, string];
    for (const gpu of gpus.split(",")) {
      expect(["0", "1", "2", "5"]).toContain(gpu);
      if (what === "end") held.delete(gpu);
      else {
        expect(held).not.toContain(gpu);
        held.add(gpu);
      }
    }
    most = Math.max(most, held.size);
  }
  expect(held.size).toBe(0);
  expect(most).toBeGreaterThan(1);
  expect(readQueue(world.db)).toMatchObject({ gpus: [0, 1, 2, 5], running: [], queued: [] });
});

test("the GPUs of a run that lives are kept while the worker is away", async () => {
  const world = makeWorld({ slots: 9, gpus: [0] });
  const first = queueProgram(world, "log-steps 100000 5");
  const second = queueProgram(world, "log-steps 1");
  for (const id of [first, second]) writeRun(world.db, id, { needs: { gpus: 1 } });
  const stop = new AbortController();
  const worker = runWorker(world, stop.signal);
  await until(() => findRun(world.db, first).step > 0);
  stop.abort();
  await worker;
  startWorker(world);
  const step = findRun(world.db, first).step;
  await until(() => findRun(world.db, first).step > step);
  expect(findRun(world.db, second)).toMatchObject({ status: "queued", gpus: [] });
  cancelRun(world.db, { id: first, now: true });
  expect(await until(() => ended(world, second))).toMatchObject({ status: "finished", gpus: [0] });
});

test.each(["ends", "stays", "ignores"])("what a program left in another session goes with it: %s", async (how) => {
  const world = makeWorld({ graceMs: 300 });
  const id = queueProgram(world, `leave-behind ${how}`);
  startWorker(world);
  const file = join(world.paths.run(id), "left");
  const left = Number(await until(() => existsSync(file) && readFileSync(file, "utf8")));
  if (how !== "ends") cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: how === "ends" ? "failed" : "cancelled" });
  await until(() => readProcess(left) === null);
});

test("what a run needs is looked at again before it starts", async () => {
  const world = makeWorld();
  const findRecipe: World["findRecipe"] = (name) => ({
    ...world.findRecipe(name),
    data: () => ({ rootDir: "/nowhere", name: "gone", members: ["gone"], sample: null }),
  });
  const id = queueProgram(world, "log-steps 1");
  startWorker({ ...world, findRecipe });
  const run = await until(() => ended(world, id));
  expect(run).toMatchObject({ status: "failed", failure: "mistake" });
  expect(run.endReason).toMatch(/^could not be started: there is no data set "gone": expected a folder/);
});

test("a run that is killed from outside is tried again and goes on from its checkpoint", async () => {
  const world = makeWorld({ retries: 1 });
  const id = queueProgram(world, "exit-with SIGKILL");
  startWorker(world);
  const waits = await until(() => findRun(world.db, id).notBefore !== null && findRun(world.db, id));
  expect(waits).toMatchObject({ status: "queued", failure: expect.stringMatching(/memory|machine/), retries: 1 });
  writeRun(world.db, id, { notBefore: 0 });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "failed", attempt: 2, exitSignal: "SIGKILL" });
});

test("nvidia-smi's list of GPUs is read, and what is no list is none", () => {
  expect(readIndices("0\n1\n 7\n")).toEqual([0, 1, 7]);
  expect(readIndices("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n")).toEqual([]);
  expect(readIndices("")).toEqual([]);
});

function ended({ db }: World, id: string) {
  const run = findRun(db, id);
  return hasEnded(run.status) && run;
}
