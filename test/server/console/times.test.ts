import { appendFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { beginTimes, noteGrowth, readTimes } from "#server/console/times.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { resumeRun } from "#server/runs/resume.ts";
import { hasEnded } from "#server/runs/status.ts";
import { makeConsole } from "#test/factories/console.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const T = 1_700_000_000_000;

test("a line's time is when it was seen first; what nobody watched has none", async () => {
  const { world, runId, dir, print } = makeConsole("");
  begin(dir, 1, T);
  print("one\n");
  noteGrowth(dir, { attempt: 1, now: T + 1000 });
  print("two\n");
  noteGrowth(dir, { attempt: 1, now: T + 1500 });
  print("three\n");
  noteGrowth(dir, { attempt: 1, now: T + 2000 });
  // The worker died; one that starts finds more.
  print("four\n");
  noteGrowth(dir, { attempt: 1, now: T + 90_000, isGap: true });
  print("five\n");
  noteGrowth(dir, { attempt: 1, now: T + 90_200, isLast: true });
  print("six\n");
  const { rows } = await createApi(world).console.rows({ runId, from: 0, count: 10 });
  expect(rows.map(({ time }) => time && time - T)).toEqual([1000, 2000, 2000, null, 90_200, null]);
});

test("what is printed after the clock was set back has its time", async () => {
  const { world, runId, dir, print } = makeConsole("");
  begin(dir, 1, T);
  print("one\n");
  noteGrowth(dir, { attempt: 1, now: T + 2000 });
  print("two\n");
  noteGrowth(dir, { attempt: 1, now: T - 3_600_000 });
  print("three\n");
  noteGrowth(dir, { attempt: 1, now: T - 3_590_000 });
  const { rows } = await createApi(world).console.rows({ runId, from: 0, count: 10 });
  expect(rows.map(({ time }) => time && time - T)).toEqual([2000, -3_600_000, -3_590_000]);
});

test("each attempt's output begins where it was when the attempt began", async () => {
  const { world, runId, dir, print } = makeConsole("");
  begin(dir, 1, T);
  print("first 1\nfirst 2\n");
  begin(dir, 2, T + 5000);
  print("second 1\n");
  const head = await createApi(world).console.head({ runId });
  expect(head.attempts).toEqual([
    { attempt: 1, row: 0, startedAt: T },
    { attempt: 2, row: 2, startedAt: T + 5000 },
  ]);
  expect(readTimes(dir).at(16)).toBe(null);
});

test("notes of a week fit in a small file and still say about when", () => {
  const { dir, print } = makeConsole("");
  begin(dir, 1, T);
  const seconds = 60_000;
  for (let i = 1; i <= seconds; i++) {
    print(".");
    noteGrowth(dir, { attempt: 1, now: T + i * 1000 });
  }
  expect(statSync(runPaths(dir).times(1)).size).toBeLessThan(600_000);
  const times = readTimes(dir);
  for (const second of [1, 5000, 30_000, seconds]) {
    const late = times.at(second)! - (T + second * 1000);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(64_000);
  }
  expect(times.at(seconds)).toBe(T + seconds * 1000);
});

test("a note that was torn is passed over, and notes go on", () => {
  const { dir, print } = makeConsole("");
  begin(dir, 1, T);
  appendFileSync(runPaths(dir).times(1), "17000");
  print("one\n");
  noteGrowth(dir, { attempt: 1, now: T + 3000 });
  expect(readTimes(dir).at(4)).toBe(T + 3000);
  expect(readFileSync(runPaths(dir).times(1), "utf8")).toBe(`${T} 0\n${T + 3000} 4\n`);
});

test("a run under a worker has times for its lines and a start for each attempt", async () => {
  const world = makeWorld({ graceMs: 60_000 });
  const id = queueProgram(world, "log-steps 60 20");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  appendFileSync(runPaths(world.paths.run(id)).output, "hello\n");
  cancelRun(world.db, { id });
  await until(() => hasEnded(findRun(world.db, id).status));
  const before = (await createApi(world).console.rows({ runId: id, from: 0, count: 1000 })).rows;
  expect(before.length).toBeGreaterThan(0);
  const { startedAt, endedAt } = findRun(world.db, id);
  for (const { time } of before) {
    expect(time).toBeGreaterThanOrEqual(startedAt! - 1000);
    expect(time).toBeLessThanOrEqual(endedAt! + 1000);
  }
  resumeRun(world, { id });
  await until(() => findRun(world.db, id).attempt === 2 && hasEnded(findRun(world.db, id).status));
  const { attempts } = await createApi(world).console.head({ runId: id });
  expect(attempts.map(({ attempt, row }) => [attempt, row])).toEqual([
    [1, 0],
    [2, before.length],
  ]);
});

function begin(dir: string, attempt: number, now: number) {
  mkdirSync(runPaths(dir).attempt(attempt), { recursive: true });
  beginTimes(dir, { attempt, now });
}
