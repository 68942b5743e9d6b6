import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { listJobs, requestSample } from "#server/datasets/job.ts";
import { trainerEnv } from "#server/env.ts";
import { readProcess } from "#server/worker/processes.ts";
import { runWorker } from "#server/worker/run-worker.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

test("a worker that is asked to stop ends the data set maker; the next worker starts it over", async () => {
  const { world, makers, letGo } = setUp();
  const stop = new AbortController();
  const done = runWorker(world, stop.signal);
  const maker = await until(() => makers()[0]);
  stop.abort();
  await done;
  expect(readProcess(maker)).toBeNull();
  expect(listJobs(world.db)).toMatchObject([{ status: "running", done: 0 }]);
  startWorker(world);
  await until(() => makers()[1]);
  letGo();
  expect(await until(() => finished(world))).toMatchObject({ done: 10, error: null });
});

test("what is left of a killed worker's data set maker is ended before it starts over", async () => {
  const { world, makers, letGo } = setUp();
  const first = spawn(process.execPath, ["--import", "tsx", "test/programs/worker.ts"], {
    env: { ...process.env, VELA_DATA: world.paths.root },
    stdio: "inherit",
  });
  onTestFinished(() => void first.kill("SIGKILL"));
  const maker = await until(() => makers()[0]);
  await until(() => world.db.$client.prepare("SELECT 1 FROM jobs WHERE pid = ?").get(maker));
  first.kill("SIGKILL");
  await once(first, "exit");
  startWorker(world);
  await until(() => makers()[1]);
  await until(() => readProcess(maker) === null);
  letGo();
  expect(await until(() => finished(world))).toMatchObject({ done: 10, error: null });
});

test("a trainer sees no secrets of ours", () => {
  const source = {
    PATH: "/bin",
    VELA_TOKEN: "s",
    AWS_SECRET_ACCESS_KEY: "s",
    HF_TOKEN: "s",
    LC_ALL: "C",
    CUDA_VISIBLE_DEVICES: "0",
  };
  const env = trainerEnv({ VELA_DATA: "/data" }, source as unknown as NodeJS.ProcessEnv);
  expect(env).toEqual({ PATH: "/bin", LC_ALL: "C", CUDA_VISIBLE_DEVICES: "0", VELA_DATA: "/data" });
});

/** A world with a data set asked for, whose makers wait until they are let go. */
function setUp() {
  const world = makeWorld();
  const gate = `${world.paths.rlds}/wait`;
  mkdirSync(world.paths.rlds, { recursive: true });
  writeFileSync(gate, "");
  requestSample(world.db, { size: 64, episodes: 10 });
  const makers = () => readFileSync(gate, "utf8").split("\n").filter(Boolean).map(Number);
  return { world, makers, letGo: () => rmSync(gate) };
}

function finished({ db }: ReturnType<typeof makeWorld>) {
  return listJobs(db).find(({ status }) => status === "finished");
}
