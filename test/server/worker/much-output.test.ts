import { readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readHead } from "#server/console/head.ts";
import { readRows } from "#server/console/rows.ts";
import { textOf } from "#server/console/spans.ts";
import { findRun } from "#server/runs/find.ts";
import { ended } from "#test/factories/launch.ts";
import { expectEveryPoint } from "#test/factories/points.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { until } from "#test/factories/wait.ts";
import { startWorkerProcess } from "#test/factories/worker-process.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const MEGABYTES = 100;
const LINES = MEGABYTES * 10_000;

test("100 MB of output hold up no point and do not go through the worker's memory", async () => {
  const world = makeWorld({ slots: 2 });
  const worker = startWorkerProcess(world);
  const quiet = queueProgram(world, "log-steps 20");
  await until(() => ended(world, quiet));
  const before = peakMemory(worker.pid!);

  const id = queueProgram(world, `print-much ${MEGABYTES}`);
  const beside = queueProgram(world, "log-steps 100 20");
  await until(() => findRun(world.db, id).step === MEGABYTES / 2);
  const run = findRun(world.db, id);
  expect(run.status).toBe("running");
  writeFileSync(`${world.paths.run(id)}/go`, "");
  expect(await until(() => ended(world, id))).toMatchObject({ status: "finished", step: MEGABYTES, exitCode: 0 });
  expect(await until(() => ended(world, beside))).toMatchObject({ status: "finished", step: 100 });
  expect(peakMemory(worker.pid!) - before).toBeLessThan(64 * 1024 * 1024);

  expect(statSync(runPaths(world.paths.run(id)).output).size).toBe(MEGABYTES * 1_000_000);
  expect(expectEveryPoint(world, id)).toBe(MEGABYTES);
  expectEveryPoint(world, beside);
  for (const each of [id, beside]) await until(() => processesOf(each).length === 0);

  const [last] = (await readRows(world, { runId: id, from: -1, count: 1 })).rows;
  expect(textOf(last!.spans)).toContain(`line ${LINES - 1} .`);
  const head = await until(async () => {
    const found = await readHead(world, { runId: id });
    return found.bytesRead === found.size && found;
  });
  expect(head).toMatchObject({ rows: LINES, hasTimes: true });
  const { rows } = await readRows(world, { runId: id, from: LINES / 2, count: 2 });
  expect(rows.map(({ spans }) => textOf(spans).split(" .")[0])).toEqual([`line ${LINES / 2}`, `line ${LINES / 2 + 1}`]);
});

/** The most memory that a process ever held, in bytes. */
function peakMemory(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!;
  return Number(kilobytes) * 1024;
}
