import { appendFileSync, mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cancelRun } from "#server/runs/cancel.ts";
import { findRun } from "#server/runs/find.ts";
import { systemInfo } from "#server/system/info.ts";
import { ended, launch, PROGRAMS } from "#test/factories/launch.ts";
import { expectEveryPoint } from "#test/factories/points.ts";
import { processesOf } from "#test/factories/run-processes.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { CAN_MOUNT, mountSmallDisk } from "#test/factories/small-disk.ts";
import { until } from "#test/factories/wait.ts";
import { startWorker } from "#test/factories/worker.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

const FILL = [process.execPath, `${PROGRAMS}/fill-disk.mjs`, "{runDir}"];
const LIMITED = ["/bin/sh", "-c", 'ulimit -f 2048 && exec "$@"', "sh"];
const CAT = ["/bin/sh", "-c", "cat /dev/zero >scratch"];

/** Where no disk can be mounted, a limit on the size of files alone stands in for a full one. */
const WAYS: [how: string, command: string[], points: number, reason: RegExp][] = [
  ["RLIMIT_FSIZE, which a write runs into", [...LIMITED, ...FILL], 10, /^exit code 1: EFBIG: file too large/],
  ["RLIMIT_FSIZE, which kills", [...LIMITED, ...CAT], 0, /^killed by SIGXFSZ \(a file reached the size limit/],
];
if (CAN_MOUNT) WAYS.unshift(["a tmpfs of 4 MB", FILL, 10, /^exit code 1, and the disk was full: ENOSPC/]);

test.each(WAYS)(
  "a trainer that fills its disk fails for that, and the run beside it loses nothing: %s",
  async (...way) => {
    const [how, command, points, reason] = way;
    const world = makeWorld({ slots: 2, retries: 3 });
    const beside = queueProgram(world, "log-steps 100 20");
    const id = launch(world, "command", { command });
    if (how.includes("tmpfs")) mountSmallDisk(world.paths.run(id), 4);
    startWorker(world);
    const run = await until(() => ended(world, id));
    expect(run).toMatchObject({ status: "failed", failure: "disk", attempt: 1 });
    expect(run.endReason).toMatch(reason);
    expect(await until(() => ended(world, beside))).toMatchObject({ status: "finished", step: 100 });
    if (points > 0) expect(expectEveryPoint(world, id)).toBe(points);
    expectEveryPoint(world, beside);
    for (const each of [id, beside]) await until(() => processesOf(each).length === 0);
  },
);

const DISKS = CAN_MOUNT ? ["a tmpfs of 24 MB"] : [];

test.each(DISKS)("what ends while the data folder has no room is recorded when there is some again: %s", async () => {
  const disk = mkdtempSync(join(tmpdir(), "vela-disk-"));
  mountSmallDisk(disk, 24);
  const world = makeWorld({ slots: 2, retries: 3, root: join(disk, "data") });
  const beside = queueProgram(world, "log-steps 1000000 2");
  startWorker(world);
  await until(() => findRun(world.db, beside).step > 3);
  const filler = launch(world, "command", { command: FILL });
  for (const id of [beside, filler]) await until(() => processesOf(id).length === 0);

  truncateSync(`${world.paths.run(filler)}/scratch`);
  for (const id of [filler, beside]) {
    const run = await until(() => ended(world, id));
    expect(run).toMatchObject({ status: "failed", failure: "disk", attempt: 1 });
    expect(run.endReason).toMatch(/^exit code 1, and the disk was full/);
    expectEveryPoint(world, id);
  }
  await until(() => systemInfo(world).worker.alive);
  const after = queueProgram(world, "log-steps 5");
  expect(await until(() => ended(world, after))).toMatchObject({ status: "finished", step: 5 });
});

test.each(DISKS)("a run whose disk is full can be stopped: %s", async () => {
  const world = makeWorld({ graceMs: 3_600_000 });
  const script = "trap 'exit 0' TERM; echo up; while :; do sleep 0.02; done";
  const id = launch(world, "command", { command: ["/bin/sh", "-c", script] });
  const dir = world.paths.run(id);
  mountSmallDisk(dir, 24);
  startWorker(world);
  await until(() => findRun(world.db, id).status === "running");
  // The notes of when output came end where a block of the disk does, so that the next one has no room.
  writeFileSync(runPaths(dir).times(1), "1700000000000 0\n".repeat(4096 / 16));
  expect(() => {
    for (const block = Buffer.alloc(64 * 1024); ; ) appendFileSync(`${dir}/scratch`, block);
  }).toThrow("ENOSPC");
  cancelRun(world.db, { id });
  expect(await until(() => ended(world, id))).toMatchObject({ status: "cancelled", exitCode: 0 });
});
