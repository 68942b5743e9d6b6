import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { queueAgain } from "#server/runs/queue-again.ts";
import { hasEnded } from "#server/runs/status.ts";
import { updateRun } from "#server/runs/update.ts";
import { stopByRules } from "#server/sweeps/stop-by-rules.ts";
import { startRun } from "#server/worker/start-run.ts";
import { superviseRuns } from "#server/worker/supervise.ts";
import type { World } from "#server/worker/world.ts";
import { ended, readIfThere } from "#test/factories/launch.ts";
import { sweepCurves } from "#test/factories/sweep.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

test("a run whose loss is not finite is stopped, one that goes nowhere too, and one that gets on is not", async () => {
  const world = makeWorld({ slots: 3, retries: 3 });
  const { run } = sweepCurves(
    world,
    { SHAPE: ["broken", "flat", "falls"] },
    { plan: { stop: { noProgress: { step: 5, by: 0.01 } } } },
  );
  startWorker(world);
  const broken = await until(() => hasEnded(run(1).status) && run(1));
  expect(broken).toMatchObject({
    status: "cancelled",
    stoppedBy: { rule: "notFinite", metric: "val/loss", step: 3, value: "NaN" },
    endReason: "stopped by its sweep: val/loss was NaN at step 3",
  });
  const flat = await until(() => hasEnded(run(2).status) && run(2));
  expect(flat).toMatchObject({
    status: "cancelled",
    stoppedBy: { rule: "noProgress", metric: "val/loss", step: 5, first: 1, best: 1 },
    endReason: "stopped by its sweep: val/loss was 1 at first and 1 at best by step 5",
  });
  // Its gradient norm is infinite all the while, which is no loss.
  await until(() => run(3).step === 9);
  expect(stopByRules(world.db)).toEqual([]);
  writeFileSync(`${world.paths.run(run(3).id)}/go`, "");
  const good = await until(() => hasEnded(run(3).status) && run(3));
  expect(good).toMatchObject({ status: "finished", stoppedBy: null, endReason: "all steps done" });
  expect([1, 2, 3].map((trial) => findRun(world.db, run(trial).id).attempt)).toEqual([1, 1, 1]);
});

test("a NaN stops no run of a sweep that does not want that", async () => {
  const world = makeWorld();
  const { run } = sweepCurves(world, { SHAPE: ["broken"] }, { plan: { stop: { notFinite: false } } });
  await logAll(world, run(1).id);
  expect(stopByRules(world.db)).toEqual([]);
  await letGo(world, run(1).id);
  expect(run(1)).toMatchObject({ status: "finished", stoppedBy: null });
});

test("halving lets a run go on while it is among the best third of those that were there before it", async () => {
  const world = makeWorld();
  const levels = [5, 3, 4, 1, 2, 6, 0.5];
  const halving = { firstStep: 3, eta: 3 };
  const { runs } = sweepCurves(world, { LEVEL: levels }, { plan: { method: "halving", trials: 7, halving } });
  const seen: number[] = [];
  for (const { id, values } of runs()) {
    const level = Number(values["environment.LEVEL"]);
    await logAll(world, id);
    const before = seen.filter((each) => each < level).length;
    seen.push(level);
    const kept = Math.max(1, Math.floor(seen.length / 3));
    expect(stopByRules(world.db), `${level} after ${seen}`).toEqual(before < kept ? [] : [id]);
    const run = await letGo(world, id);
    if (before < kept) expect(run).toMatchObject({ status: "finished", stoppedBy: null });
    else
      expect(run).toMatchObject({
        status: "cancelled",
        stoppedBy: { rule: "halving", step: 3, value: level * (1 + 1 / 3), place: before + 1, of: seen.length, kept },
      });
  }
  expect(new Set(seen)).toEqual(new Set(levels));
  expect(runs().filter(({ stoppedBy }) => stoppedBy).length).toBeGreaterThan(1);
  expect(runs().filter(({ stoppedBy }) => !stoppedBy).length).toBeGreaterThan(1);
});

test("who came first to a rung is not judged by those that come later", async () => {
  const world = makeWorld();
  const halving = { firstStep: 3, eta: 2 };
  const { runs } = sweepCurves(world, { LEVEL: [9, 1] }, { plan: { method: "halving", trials: 2, halving } });
  const bad = runs().find(({ values }) => values["environment.LEVEL"] === 9)!;
  const good = runs().find(({ id }) => id !== bad.id)!;
  updateRun(world.db, { id: bad.id, priority: 1 });
  await logAll(world, bad.id);
  await logAll(world, good.id);
  expect(stopByRules(world.db)).toEqual([]);
  await letGo(world, bad.id);
  await letGo(world, good.id);
});

test("a rule stops a run once, whoever looks again", async () => {
  const world = makeWorld();
  const { run } = sweepCurves(world, { SHAPE: ["broken"] }, { plan: {} });
  const { id } = run(1);
  await logAll(world, id);
  expect(stopByRules(world.db)).toEqual([id]);
  const stopped = findRun(world.db, id);
  expect(stopped).toMatchObject({ status: "stopping", stoppedBy: { rule: "notFinite" } });
  expect(stopByRules(world.db)).toEqual([]);
  expect(findRun(world.db, id)).toEqual(stopped);
  startWorker(world);
  await until(() => ended(world, id));
  expect(readIfThere(`${world.paths.run(id)}/terms.log`)).toBe("TERM\n");
});

test("a worker that takes over from one that was killed does not stop a run a second time", async () => {
  const world = makeWorld({ slots: 2 });
  const { run } = sweepCurves(world, { SHAPE: ["broken"], STEPS: [4, 5] }, { plan: {}, environment: { HOLDS: "1" } });
  const terms = (trial: number) => readIfThere(`${world.paths.run(run(trial).id)}/terms.log`);
  const first = startWorkerProcess(world, { slots: 1 });
  await until(() => terms(1));
  first.kill("SIGKILL");
  await once(first, "exit");
  expect(run(2).status).toBe("queued");
  startWorker(world);
  // The second run is stopped by the second worker, which has then looked at the first one too.
  await until(() => terms(2));
  for (const trial of [1, 2]) writeFileSync(`${world.paths.run(run(trial).id)}/go`, "");
  for (const trial of [1, 2]) {
    await until(() => hasEnded(run(trial).status));
    expect(run(trial)).toMatchObject({ status: "cancelled", stoppedBy: { rule: "notFinite", step: 3 } });
    expect(terms(trial)).toBe("TERM\n");
    expect(findRun(world.db, run(trial).id).attempt).toBe(1);
  }
});

test("a run that a rule stopped and a person has queued again is left alone", async () => {
  const world = makeWorld();
  const { run } = sweepCurves(world, { SHAPE: ["broken"] }, { plan: {} });
  const { id } = run(1);
  await logAll(world, id);
  stopByRules(world.db);
  await letGo(world, id);
  world.db.transaction((tx) => queueAgain(tx, id, { now: Date.now() }));
  await logAll(world, id);
  expect(stopByRules(world.db)).toEqual([]);
  expect(await letGo(world, id)).toMatchObject({ status: "finished", endReason: "all steps done" });
});

/** Start the next run, which is to be this one, and take its whole log in; nothing looks at the rules. */
async function logAll(world: World, id: string) {
  const claimed = claimRun(world.db, { slots: 2 });
  expect(claimed?.id).toBe(id);
  rmSync(`${world.paths.run(id)}/go`, { force: true });
  await startRun(world, claimed!, new AbortController().signal);
  await until(() => {
    superviseRuns(world);
    const { status, step, logAttempt, attempt } = findRun(world.db, id);
    return status === "running" && logAttempt === attempt && step === 9;
  });
}

/** Let a run end by itself, or by the stop that it was asked for. */
async function letGo(world: World, id: string) {
  if (findRun(world.db, id).status === "running") writeFileSync(`${world.paths.run(id)}/go`, "");
  return until(() => {
    superviseRuns(world);
    return ended(world, id);
  });
}

function startWorkerProcess(world: World, { slots }: { slots: number }): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "test/programs/worker.ts"], {
    env: { ...process.env, VELA_DATA: world.paths.root, VELA_SLOTS: String(slots) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
