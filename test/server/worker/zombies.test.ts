import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { cancelRun } from "#server/runs/cancel.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { attemptEnv } from "#server/worker/attempt-env.ts";
import { readProcess } from "#server/worker/processes.ts";
import type { World } from "#server/worker/world.ts";
import { ended, launch, PROGRAMS } from "#test/factories/launch.ts";
import { expectEveryPoint } from "#test/factories/points.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { PidRecord, runPaths } from "#trainer/contract/run-dir.ts";

/** Starts a child and becomes the trainer, which knows nothing of it and does not wait for it. */
const WITH_ZOMBIE = ["/bin/sh", "-c", 'true & exec "$@"', "sh", process.execPath];

test.each([
  ["finishes", 60],
  ["is stopped", 1_000_000],
] as const)("a trainer with a zombie for a child %s as any other", async (how, steps) => {
  const world = makeWorld({ graceMs: 60_000 });
  const command = [...WITH_ZOMBIE, `${PROGRAMS}/log-steps.mjs`, "{runDir}", String(steps), "20"];
  const id = launch(world, "command", { command });
  startWorker(world);
  const { pid, child } = await until(() => readPid(world, id));
  await until(() => findRun(world.db, id).step > 3);
  expect(zombiesOf(child)).toHaveLength(1);
  if (how === "is stopped") cancelRun(world.db, { id });
  const status = how === "finishes" ? "finished" : "cancelled";
  expect(await until(() => ended(world, id))).toMatchObject({ status, exitCode: 0 });
  expectEveryPoint(world, id);
  await until(() => readProcess(pid) === null);
  expect(processesOf(id)).toEqual([]);
});

test("a run ends though its wrapper stays behind as a zombie", async () => {
  const world = makeWorld();
  const { id, parent } = startUnderDeafParent(world, "log-steps 60 20");
  startWorker(world);
  await until(() => findRun(world.db, id).status === "running");
  const { pid } = await until(() => readPid(world, id));
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", exitCode: 0, step: 60 });
  expectEveryPoint(world, id);
  await until(() => zombiesOf(parent).includes(pid));
});

test("a zombie that left no exit code is no life: its run is lost", async () => {
  const world = makeWorld();
  const { id, parent } = startUnderDeafParent(world, "log-steps 1000000 5");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  const { pid } = await until(() => readPid(world, id));
  process.kill(-pid, "SIGKILL");
  expect(await until(() => ended(world, id))).toMatchObject({ status: "lost", exitCode: null });
  expect(zombiesOf(parent)).toEqual([pid]);
  expectEveryPoint(world, id);
  expect(processesOf(id)).toEqual([]);
});

test("a trainer that died under a wrapper that somebody has halted is buried when it is stopped", async () => {
  const world = makeWorld({ graceMs: 60_000 });
  const id = queueProgram(world, "log-steps 1000000 5");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  const { pid, child } = await until(() => readPid(world, id));
  process.kill(pid, "SIGSTOP");
  process.kill(child, "SIGKILL");
  await until(() => zombiesOf(pid).includes(child));
  expect(findRun(world.db, id).status).toBe("running");
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled", exitSignal: "SIGKILL" });
  expectEveryPoint(world, id);
});

/** A claimed run whose wrapper was started by a process that does not wait for its children. */
function startUnderDeafParent(world: World, program: string): { id: string; parent: number } {
  const id = queueProgram(world, program);
  const run = claimRun(world.db, { slots: 1 })!;
  const dir = world.paths.run(id);
  const paths = runPaths(dir);
  mkdirSync(paths.attempt(1), { recursive: true });
  const marks = Object.entries(attemptEnv(run)).map(([name, value]) => `${name}=${value}`);
  const wrapper = ["/bin/sh", "server/worker/backends/wrap.sh", paths.attempt(1), paths.output];
  const [name, ...args] = program.split(" ");
  const trainer = [process.execPath, `${PROGRAMS}/${name}.mjs`, dir, ...args];
  // The marks are the wrapper's alone, or its parent would be taken for what the run has left behind.
  const script = 'setsid env "$@" & exec sleep 100000';
  const child = spawn("/bin/sh", ["-c", script, "sh", ...marks, ...wrapper, ...trainer], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { id, parent: child.pid! };
}

/** Children of a process that have ended and were not waited for. */
function zombiesOf(parent: number): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state, parentOf] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return state === "Z" && Number(parentOf) === parent ? [Number(name)] : [];
    } catch {
      return []; // It is gone.
    }
  });
}

function readPid(world: World, id: string) {
  try {
    return PidRecord.parse(JSON.parse(readFileSync(runPaths(world.paths.run(id)).pid(1), "utf8")));
  } catch {
    return null; // Not written yet.
  }
}
