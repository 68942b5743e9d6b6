import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSeries } from "#server/metrics/series.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { resumeRun } from "#server/runs/resume.ts";
import { hasEnded } from "#server/runs/status.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";

const CASES: [program: string, status: string, code: number | null, signal: string | null, reason: RegExp][] = [
  ["log-steps 5", "finished", 0, null, /all steps done/],
  ["log-steps 5 0 1", "failed", 1, null, /exit code 1: something broke/],
  ["exit-with 0", "finished", 0, null, /exit code 0/],
  ["exit-with 2", "failed", 2, null, /config or data.*the last words/],
  ["exit-with 3", "failed", 3, null, /not finite/],
  ["exit-with 4", "failed", 4, null, /disk full/],
  ["exit-with 255", "failed", 255, null, /exit code 255/],
  ["exit-with SIGKILL", "failed", null, "SIGKILL", /killed by SIGKILL/],
  ["exit-with SIGSEGV", "failed", null, "SIGSEGV", /killed by SIGSEGV/],
  ["exit-with SIGTERM", "preempted", null, "SIGTERM", /SIGTERM that was not sent from here/],
];

test.each(CASES)("%s ends as %s", async (program, status, code, signal, reason) => {
  const world = makeWorld();
  const id = queueProgram(world, program);
  startWorker(world);
  const run = await until(() => ended(world, id));
  expect(run).toMatchObject({ status, exitCode: code, exitSignal: signal, attempt: 1 });
  expect(run.endReason).toMatch(reason);
});

test("a run's points are all there when its status is final", async () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 500");
  startWorker(world);
  const run = await until(() => ended(world, id));
  expect(run).toMatchObject({ status: "finished", step: 500, badLines: 0 });
  const { series } = readSeries(world.db, { series: [{ runId: id, key: "train/loss" }], width: 1000 });
  expect([...series[0]!.x]).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
});

test("a run that is asked to stop gets one SIGTERM, saves, and ends as cancelled", async () => {
  const world = makeWorld({ graceMs: 60_000 });
  const id = queueProgram(world, "log-steps 1000000 5");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  expect(cancelRun(world.db, { id }).status).toBe("stopping");
  const run = await until(() => ended(world, id));
  expect(run).toMatchObject({ status: "cancelled", exitCode: 0, endReason: "asked to stop" });
  expect(readFileSync(`${world.paths.run(id)}/terms.log`, "utf8")).toBe("TERM\n");
});

test("a resumed run goes on from its checkpoint as the next attempt", async () => {
  const world = makeWorld({ graceMs: 60_000 });
  const id = queueProgram(world, "log-steps 60 20");
  startWorker(world);
  await until(() => findRun(world.db, id).step > 3);
  cancelRun(world.db, { id });
  const { step } = await until(() => ended(world, id));
  expect(resumeRun(world, { id }).status).toBe("queued");
  const run = await until(() => findRun(world.db, id).attempt === 2 && ended(world, id));
  expect(run).toMatchObject({ status: "finished", step: 60 });
  const { series } = readSeries(world.db, { series: [{ runId: id, key: "train/loss" }] });
  expect([...series[0]!.x]).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(series[0]!.attempts).toEqual([
    { attempt: 1, fromStep: 0 },
    { attempt: 2, fromStep: step },
  ]);
});

function ended(world: ReturnType<typeof makeWorld>, id: string) {
  const run = findRun(world.db, id);
  return hasEnded(run.status) && run;
}
