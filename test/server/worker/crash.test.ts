import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { readRaw } from "#server/metrics/raw.ts";
import { readSeries } from "#server/metrics/series.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import type { World } from "#server/worker/world.ts";
import { appendLogFile, metricLines, startLine } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { startWorkerProcess } from "#test/factories/worker-process.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

test("a reader that is killed at any moment loses no point and doubles none", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 1");
  const file = runPaths(world.paths.run(id)).metrics;
  appendLogFile(file, startLine(1, 0));
  let step = 1;
  for (let round = 0; round < 4; round++) {
    const reader = run("ingest-forever.ts", [world.paths.database, id, file]);
    await once(reader.stdout!, "data");
    const offset = findRun(world.db, id).logOffset;
    for (let i = 0; i < 40; i++, step += 50) appendLogFile(file, metricLines(50, { from: step }));
    await until(() => findRun(world.db, id).logOffset > offset);
    for (let i = 0; i < 40; i++, step += 50) appendLogFile(file, metricLines(50, { from: step }));
    reader.kill("SIGKILL");
    await once(reader, "exit");
    expect(sumOfSteps(world, id)).toBe(findRun(world.db, id).step);
  }
  ingestLog(world.db, { runId: id, file });
  expect(sumOfSteps(world, id)).toBe(step - 1);
  expect(findRun(world.db, id)).toMatchObject({ badLines: 0, skippedLines: 0 });
});

test("a log that grows while it is read is not taken for another file", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 1");
  const file = runPaths(world.paths.run(id)).metrics;
  world.db.$client.exec(`
    CREATE TABLE rewinds (at integer);
    CREATE TRIGGER rewound BEFORE UPDATE OF log_offset ON runs WHEN new.log_offset < old.log_offset
      BEGIN INSERT INTO rewinds VALUES (old.log_offset); END`);
  const reader = run("ingest-forever.ts", [world.paths.database, id, file]);
  await once(reader.stdout!, "data");
  for (let step = 1; step <= 30_000; step++) appendLogFile(file, metricLines(1, { from: step }));
  await until(() => findRun(world.db, id).step === 30_000);
  expect(world.db.$client.prepare("SELECT count(*) FROM rewinds").pluck().get()).toBe(0);
});

test("a worker that is killed in mid-run is replaced, and the run goes on without a gap", async () => {
  const world = makeWorld({ slots: 1 });
  const id = queueProgram(world, "log-steps 150 20");
  const first = startWorkerProcess(world);
  await until(() => findRun(world.db, id).step > 5);
  first.kill("SIGKILL");
  await once(first, "exit");
  const { step } = findRun(world.db, id);
  startWorker(world);
  const run = await until(() => hasEnded(findRun(world.db, id).status) && findRun(world.db, id));
  expect(step).toBeLessThan(150);
  expect(run).toMatchObject({ status: "finished", attempt: 1, step: 150, exitCode: 0 });
  const [series] = readSeries(world.db, { series: [{ runId: id, key: "train/loss" }] }).series;
  expect([...series!.x]).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
});

test("a run that ended while no worker lived shows how", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 20 30 3");
  const first = startWorkerProcess(world);
  await until(() => findRun(world.db, id).status === "running");
  first.kill("SIGKILL");
  await once(first, "exit");
  const { lookAtJob } = await import("#server/worker/backends/local.ts");
  await until(() => lookAtJob(world.paths.run(id), 1).phase === "gone");
  expect(findRun(world.db, id).status).toBe("running");
  startWorker(world);
  const run = await until(() => hasEnded(findRun(world.db, id).status) && findRun(world.db, id));
  expect(run).toMatchObject({ status: "failed", exitCode: 3, step: 20 });
});

test("a run that was claimed but not begun when the worker died is begun by the next", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 3");
  claimRun(world.db, { slots: 1 });
  startWorker(world);
  const run = await until(() => hasEnded(findRun(world.db, id).status) && findRun(world.db, id));
  expect(run).toMatchObject({ status: "finished", attempt: 1, step: 3 });
});

test("a second worker refuses in one sentence", async () => {
  const world = makeWorld();
  startWorker(world);
  const second = startWorkerProcess(world, { stderr: "pipe" });
  let said = "";
  second.stderr!.on("data", (data) => {
    said += data;
  });
  const [code] = await once(second, "close");
  expect(code).toBe(1);
  expect(said.trim()).toBe(`a worker is already at work on this data folder (pid ${process.pid}); only one may be`);
});

/** How many steps have exactly the three points that the log gave them. */
function sumOfSteps({ db }: World, id: string): number {
  // What the worker measures itself, on a machine so slow that the run lasts, is in no log.
  const rows = readRaw(db, { runId: id, limit: 1_000_000 }).rows.filter(({ key }) => !key.startsWith("system/"));
  expect(rows.every(({ key, step, value }) => value === step * 1000 + Number(key.slice(-1)))).toBe(true);
  return rows.length / 3;
}

function run(program: string, args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", `test/programs/${program}`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
