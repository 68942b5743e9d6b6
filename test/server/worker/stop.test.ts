import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { hasEnded } from "#server/runs/status.ts";
import { writeRun } from "#server/runs/write.ts";
import { ownProcess, readProcess } from "#server/worker/processes.ts";
import { superviseRuns } from "#server/worker/supervise.ts";
import type { World } from "#server/worker/world.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

test("a program that ignores SIGTERM gets one, and is killed when the grace is over", async () => {
  const world = makeWorld({ graceMs: 700 });
  const { id, dir, pid } = await startStubborn(world);
  cancelRun(world.db, { id });
  const stopping = await until(() => findRun(world.db, id).killAt !== null && findRun(world.db, id));
  expect(stopping.killAt! - stopping.stopSentAt!).toBe(700);
  const run = await until(() => ended(world, id));
  expect(run).toMatchObject({ status: "cancelled", endReason: "stopped on request", killAt: null });
  expect(run.endedAt!).toBeGreaterThanOrEqual(stopping.killAt!);
  expect(readFileSync(`${dir}/terms.log`, "utf8")).toBe("TERM\n");
  expect(readProcess(pid)).toBeNull();
});

test("a second request kills at once", async () => {
  const world = makeWorld({ graceMs: 3_600_000 });
  const { id, pid } = await startStubborn(world);
  cancelRun(world.db, { id });
  await until(() => findRun(world.db, id).stopSentAt);
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled" });
  expect(readProcess(pid)).toBeNull();
});

test("a request with now kills without a SIGTERM", async () => {
  const world = makeWorld({ graceMs: 3_600_000 });
  const { id, dir } = await startStubborn(world);
  cancelRun(world.db, { id, now: true });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled" });
  expect(existsSync(`${dir}/terms.log`)).toBe(false);
});

test.each(["with-grandchild", "with-grandchild stay"])("%s: what a program started ends with it", async (program) => {
  const world = makeWorld({ graceMs: 500 });
  const id = queueProgram(world, program);
  startWorker(world);
  const grandchild = Number(await until(() => readIfThere(`${world.paths.run(id)}/ready`)));
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled" });
  await until(() => readProcess(grandchild) === null);
});

test("a process that only has the recorded pid is not the run: it is lost, and gets no signal", async () => {
  const world = makeWorld();
  const bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  onTestFinished(() => void bystander.kill("SIGKILL"));
  const id = forgeRun(world, { pid: bystander.pid!, start: "1" });
  cancelRun(world.db, { id, now: true });
  superviseRuns(world);
  expect(findRun(world.db, id).status).toBe("cancelled");
  const other = forgeRun(world, { pid: bystander.pid!, start: "1" });
  superviseRuns(world);
  expect(findRun(world.db, other)).toMatchObject({ status: "lost", exitCode: null });
  expect(readProcess(bystander.pid!)).not.toBeNull();
});

test("a process of an earlier boot is not the run", () => {
  const world = makeWorld();
  const { pid, start } = ownProcess();
  const id = forgeRun(world, { pid, start, bootId: "00000000-0000-0000-0000-000000000000" });
  superviseRuns(world);
  expect(findRun(world.db, id).status).toBe("lost");
});

/** A run that was started with a process record of our choice. */
function forgeRun(
  world: World,
  { pid, start, bootId = ownProcess().bootId }: { pid: number; start: string; bootId?: string },
) {
  const id = queueProgram(world, "stubborn");
  const paths = runPaths(world.paths.run(id));
  mkdirSync(paths.attempt(1), { recursive: true });
  writeFileSync(paths.pid(1), JSON.stringify({ pid, start, child: pid, childStart: start, bootId, startedAt: 1 }));
  writeRun(world.db, id, { attempt: 1 });
  world.db.$client.prepare("UPDATE runs SET status = 'running' WHERE id = ?").run(id);
  return id;
}

async function startStubborn(world: World) {
  const id = queueProgram(world, "stubborn");
  const dir = world.paths.run(id);
  startWorker(world);
  const pid = Number(await until(() => readIfThere(`${dir}/ready`)));
  await until(() => findRun(world.db, id).status === "running");
  return { id, dir, pid };
}

function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8") || null : null;
}

function ended(world: World, id: string) {
  const run = findRun(world.db, id);
  return hasEnded(run.status) && run;
}
