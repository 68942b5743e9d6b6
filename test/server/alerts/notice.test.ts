import { expect, test } from "vitest";
import type { MetricRule } from "#server/alerts/alert.ts";
import { recordAlerts } from "#server/alerts/record.ts";
import { alerts, deliveries } from "#server/db/schema.ts";
import { pauseQueue, resumeQueue } from "#server/queue/pause.ts";
import { claimRun } from "#server/runs/claim.ts";
import { endRun } from "#server/runs/end.ts";
import { move } from "#server/runs/move.ts";
import { removeRun } from "#server/runs/remove.ts";
import { writeRun } from "#server/runs/write.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import type { World } from "#server/worker/world.ts";
import { makeTarget } from "#test/factories/alerts.ts";
import { appendLogFile, type Body, logLine } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const MINUTE = 60_000;
const ROOM = { freeBytes: 500e9, usedBytes: 500e9 };
const FULL = { freeBytes: 1e9, usedBytes: 999e9 };

/** Looks as the worker does; `at` is the time of the look. */
function makeLook(world: World, { rules = [] as MetricRule[], targets = [makeTarget()] } = {}) {
  const look = (at: number, { disk = ROOM, wrote = null as number | null } = {}) =>
    recordAlerts(world, { targets, rules, disk, lastWrite: () => wrote, now: at }).map(({ event, text }) => [
      event,
      text.en,
    ]);
  expect(look(0)).toEqual([]);
  return look;
}

function start(world: World, { at = 1000 } = {}): string {
  const id = queueProgram(world, "log-steps 9", { now: at });
  claimRun(world.db, { slots: 99, now: at });
  move(world.db, id, "running", { heartbeatAt: at, maxSteps: 300, name: "brave-otter-1" });
  return id;
}

function log(world: World, id: string, body: Body) {
  const file = runPaths(world.paths.run(id)).metrics;
  appendLogFile(file, logLine(body));
  ingestLog(world.db, { runId: id, file });
}

const end = (world: World, id: string, code: number | null, more = {}) =>
  endRun(world.db, {
    id,
    exit: code === null ? null : { code, signal: null },
    lastWords: "something broke",
    endedAt: 5000,
    ...more,
  });

test("the first look of all tells nothing of the past, and a look without news nothing at all", () => {
  const world = makeWorld();
  end(world, start(world), 1);
  const look = makeLook(world);
  expect(look(6000)).toEqual([]);
  expect(look(7000)).toEqual([]);
});

test("a run's end is told once, by what it was, and a stop that a person asked for is not", () => {
  const world = makeWorld();
  const look = makeLook(world);
  const [good, bad, lost, stopped] = Array.from({ length: 4 }, () => start(world)) as [string, string, string, string];
  writeRun(world.db, good, { step: 300 });
  expect(look(4000)).toEqual([]);
  end(world, good, 0);
  end(world, bad, 1);
  end(world, lost, null);
  writeRun(world.db, stopped, { stopRequestedAt: 4500 });
  end(world, stopped, 143);
  expect(look(6000)).toEqual([
    ["run.finished", "brave-otter-1 finished at step 300 of 300"],
    ["run.failed", "brave-otter-1 failed at step 0 of 300: exit code 1: something broke"],
    ["run.lost", expect.stringMatching(/^brave-otter-1 was lost at step 0 of 300: /)],
  ]);
  writeRun(world.db, bad, { starred: true });
  expect(look(7000)).toEqual([]);
  expect(world.db.select().from(deliveries).all()).toHaveLength(3);
});

test("an attempt that is tried again by itself is no news; each attempt that stays failed is", () => {
  const world = makeWorld();
  const look = makeLook(world);
  const id = start(world);
  end(world, id, null, { retry: { limit: 3, random: () => 0.5 } });
  expect(look(6000)).toEqual([]);
  claimRun(world.db, { slots: 9, now: 1e9 });
  move(world.db, id, "running", { heartbeatAt: 1e9 });
  end(world, id, 1, { endedAt: 1e9 });
  expect(look(1e9)).toMatchObject([["run.failed", expect.anything()]]);
  move(world.db, id, "queued");
  claimRun(world.db, { slots: 9, now: 2e9 });
  end(world, id, 1, { endedAt: 2e9 });
  expect(look(2e9)).toMatchObject([["run.failed", expect.anything()]]);
});

test("an old folder that is found today is no news, a run that ended while nothing ran here is", () => {
  const world = makeWorld();
  const look = makeLook(world);
  const id = start(world);
  end(world, id, 1);
  const other = start(world);
  end(world, other, 1, { endedAt: 9 * 24 * 60 * MINUTE });
  expect(look(10 * 24 * 60 * MINUTE)).toHaveLength(1);
});

test("a silent run is told of after ten minutes, once, and again when it goes on", () => {
  const world = makeWorld();
  const look = makeLook(world);
  const id = start(world, { at: 1000 });
  expect(look(10 * MINUTE)).toEqual([]);
  // The worker was away, and the log is further than what was read of it.
  expect(look(11 * MINUTE, { wrote: 10.5 * MINUTE })).toEqual([]);
  expect(look(11 * MINUTE, { wrote: 1000 })).toEqual([
    ["run.stalled", "brave-otter-1 is alive, but has logged nothing for 10 minutes, since step 0 of 300"],
  ]);
  expect(look(12 * MINUTE)).toEqual([]);
  writeRun(world.db, id, { heartbeatAt: 13 * MINUTE, step: 10 });
  expect(look(13 * MINUTE)).toEqual([["run.recovered", "brave-otter-1 goes on, now at step 10 of 300"]]);
  expect(look(14 * MINUTE)).toEqual([]);
  expect(look(24 * MINUTE)).toMatchObject([["run.stalled", expect.anything()]]);
});

test("a metric that is not finite is told once a run, and again when the next attempt ends up there", () => {
  const world = makeWorld();
  const look = makeLook(world);
  const id = start(world);
  const loss = (time: number, step: number, value: number | "NaN" | "-Infinity") =>
    log(world, id, { kind: "metric", step, time, values: { "train/loss": value } });
  loss(1500, 10, 0.5);
  expect(look(2000)).toEqual([]);
  loss(2500, 20, "NaN");
  loss(2600, 30, 0.4);
  expect(look(3000)).toEqual([["run.notFinite", "brave-otter-1: train/loss is not a finite number, seen by step 30"]]);
  loss(3500, 40, 0.3);
  expect(look(4000)).toEqual([]);
  loss(4500, 50, "NaN");
  expect(look(5000)).toEqual([]);
  writeRun(world.db, id, { attempt: 2 });
  log(world, id, { kind: "start", attempt: 2, step: 40, time: 15_000, command: [] });
  expect(look(16_000)).toEqual([]);
  loss(20_000, 60, "-Infinity");
  expect(look(21_000)).toMatchObject([["run.notFinite", expect.stringContaining("step 60")]]);
  const [, second] = world.db.select().from(alerts).all();
  expect(second?.alert.metric).toEqual({ key: "train/loss", value: "-Infinity" });
});

test("a line is crossed once a run and rule, whichever way", () => {
  const world = makeWorld();
  const rules: MetricRule[] = [
    { id: "rule0001", key: "energy/gap", is: "above", value: 1.5 },
    { id: "rule0002", key: "train/loss", is: "below", value: 0.1 },
    { id: "rule0003", key: "energy/gap", is: "above", value: 1.5 },
  ];
  const look = makeLook(world, { rules });
  const id = start(world);
  const values = (step: number, gap: number, loss: number) =>
    log(world, id, { kind: "metric", step, time: step, values: { "energy/gap": gap, "train/loss": loss } });
  values(10, 1.5, 0.1);
  expect(look(2000)).toEqual([]);
  values(20, 1.75, 0.3);
  expect(look(3000)).toEqual([["metric.crossed", "brave-otter-1: energy/gap was 1.75, above 1.5"]]);
  values(30, 1, 0.05);
  values(40, 3, 0.2);
  expect(look(4000)).toEqual([["metric.crossed", "brave-otter-1: train/loss was 0.05, below 0.1"]]);
  expect(world.db.select().from(alerts).all()[0]?.alert.run?.metrics).toEqual({
    "train/loss": 0.3,
    "energy/gap": 1.75,
  });
});

test("disk and queue are told of when they change, a disk at its limit not all the time", () => {
  const world = makeWorld();
  const look = makeLook(world);
  expect(look(1000, { disk: FULL })).toEqual([["disk.low", "The disk is nearly full: 1.0 GB free"]]);
  expect(look(2000, { disk: FULL })).toEqual([]);
  expect(look(3000)).toEqual([["disk.freed", "The disk has room again: 500.0 GB free"]]);
  expect(look(4000, { disk: FULL })).toEqual([]);
  expect(look(3000 + 60 * MINUTE, { disk: FULL })).toMatchObject([["disk.low", expect.anything()]]);
  const failed = start(world, { at: 4e6 });
  pauseQueue(world.db, { now: 5000 });
  expect(look(4e6, { disk: FULL })).toEqual([]);
  pauseQueue(world.db, { by: "breaker", failedRuns: [failed], now: 6000 });
  expect(look(4e6, { disk: FULL })).toContainEqual([
    "queue.paused",
    "The queue is paused: three attempts in a row failed within a minute (brave-otter-1)",
  ]);
  resumeQueue(world.db);
  expect(look(4e6, { disk: FULL })).toEqual([]);
});

test("a target hears of what it wants, of its project, while it is on", () => {
  const world = makeWorld();
  const targets = [
    makeTarget({ id: "all00000" }),
    makeTarget({ id: "failures", topics: ["failed"] }),
    makeTarget({ id: "elsewher", project: "other" }),
    makeTarget({ id: "off00000", enabled: false }),
  ];
  const look = makeLook(world, { targets });
  end(world, start(world), 0);
  look(6000, { disk: FULL });
  end(world, start(world), 1);
  look(7000, { disk: FULL });
  const waiting = world.db.select().from(deliveries).all();
  expect(waiting.map(({ target, event }) => `${target} ${event}`).toSorted()).toEqual([
    "all00000 disk.low",
    "all00000 run.failed",
    "all00000 run.finished",
    "elsewher disk.low",
    "failures run.failed",
  ]);
});

test("alerts of a run that is removed meanwhile are still told", () => {
  const world = makeWorld();
  const look = makeLook(world);
  const id = start(world);
  end(world, id, 1);
  look(6000);
  removeRun(world, { id });
  expect(look(7000)).toEqual([]);
  expect(world.db.select().from(deliveries).all()).toMatchObject([{ status: "waiting", runId: id }]);
});
