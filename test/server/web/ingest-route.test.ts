import { expect, test } from "vitest";
import { readRaw } from "#server/metrics/raw.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { registerRun } from "#server/runs/register.ts";
import { resumeRun } from "#server/runs/resume.ts";
import { superviseRuns } from "#server/worker/supervise.ts";
import type { World } from "#server/worker/world.ts";
import { logLine, metricLines, startLine } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { serveVela } from "#test/server/cli/vela-server.ts";

async function openLab() {
  const world = makeWorld();
  const { id } = registerRun(world, { config: { model: "theirs" }, name: "elsewhere", tags: ["remote"] });
  const url = await serveVela(world);
  const post = async (body: string | Buffer, { from, run = id }: { from?: number | string; run?: string } = {}) => {
    const query = from === undefined ? "" : `?from=${from}`;
    const answer = await fetch(`${url}/api/ingest/${run}${query}`, {
      method: "POST",
      body: new Uint8Array(Buffer.from(body)),
    });
    return [answer.status, await answer.json()];
  };
  return { world, id, post };
}

/** Every stored point is the one that the log gave, and there are no others. */
function expectSteps({ db }: World, id: string, steps: number) {
  const { rows } = readRaw(db, { runId: id, limit: 50_000 });
  expect(rows).toHaveLength(3 * steps);
  expect(rows.every(({ key, step, value }) => value === step * 1000 + Number(key.slice(-1)))).toBe(true);
}

test("pieces cut anywhere, sent twice, too early or in part again, are taken in exactly once", async () => {
  const { world, id, post } = await openLab();
  const log = Buffer.from(
    startLine(1, 0) + metricLines(60) + logLine({ kind: "end", status: "finished", reason: "x" }),
  );
  expect(await post(log.subarray(0, 100), { from: 0 })).toEqual([200, { size: 100 }]);
  expect(await post(log.subarray(0, 100), { from: 0 })).toEqual([200, { size: 100 }]);
  expect(await post(log.subarray(50, 3000), { from: 50 })).toEqual([200, { size: 3000 }]);
  expect(await post(log.subarray(4000), { from: 4000 })).toEqual([
    409,
    { error: "expected bytes from 3000 on, found bytes from 4000 on", size: 3000 },
  ]);
  superviseRuns(world);
  expect(findRun(world.db, id)).toMatchObject({ status: "running", badLines: 0 });
  expect(await post(log.subarray(3000), { from: 3000 })).toEqual([200, { size: log.length }]);
  superviseRuns(world, { now: 77 });
  expect(findRun(world.db, id)).toMatchObject({ status: "finished", endReason: "x", endedAt: 77, badLines: 0 });
  expectSteps(world, id, 60);
});

test("a trainer that is started again goes on as the next attempt", async () => {
  const { world, id, post } = await openLab();
  await post(startLine(1, 0) + metricLines(5) + logLine({ kind: "end", status: "failed", reason: "cable" }));
  superviseRuns(world);
  expect(findRun(world.db, id)).toMatchObject({ status: "failed", endReason: "cable" });
  await post(startLine(2, 5) + metricLines(3, { from: 6 }));
  expect(findRun(world.db, id)).toMatchObject({ status: "running", endedAt: null });
  superviseRuns(world);
  expect(findRun(world.db, id)).toMatchObject({ status: "running", attempt: 2, step: 8 });
  expectSteps(world, id, 8);
});

test("lines after an end line take the run on until the next end line", async () => {
  const { world, id, post } = await openLab();
  const end = logLine({ kind: "end", status: "finished", reason: "so it thought" });
  await post(startLine(1, 0) + metricLines(5) + end);
  superviseRuns(world);
  await post(metricLines(3, { from: 6 }));
  superviseRuns(world);
  superviseRuns(world);
  expect(findRun(world.db, id)).toMatchObject({ status: "running", endedAt: null, step: 8 });
  await post(end);
  superviseRuns(world);
  expect(findRun(world.db, id)).toMatchObject({ status: "finished", attempt: 1 });
});

test("a remote run takes no slot, is given up at once, and is not resumed here", async () => {
  const { world, id } = await openLab();
  const local = queueProgram(world, "log-steps 1");
  expect(claimRun(world.db, { slots: 1 })?.id).toBe(local);
  expect(cancelRun(world.db, { id })).toMatchObject({ status: "cancelled" });
  expect(() => resumeRun(world, { id })).toThrow("is trained on another machine");
});

test("what cannot be taken is refused in one sentence", async () => {
  const { world, post } = await openLab();
  const local = queueProgram(world, "log-steps 1");
  expect(await post("{}\n", { run: "nosuchid" })).toEqual([404, { error: expect.stringContaining("no run nosuchid") }]);
  expect(await post("{}\n", { run: local })).toEqual([409, { error: expect.stringContaining("on this machine") }]);
  expect(await post("{}", {})).toEqual([400, { error: expect.stringContaining("expected whole lines") }]);
  expect(await post("{}\n", { from: "-1" })).toEqual([400, { error: expect.stringContaining('found "-1"') }]);
  expect(await post("{}\n", { run: "..%2f..%2fetc" })).toEqual([400, { error: expect.any(String) }]);
  expect(await post(Buffer.alloc(17 * 1024 * 1024, "x"))).toEqual([
    413,
    { error: expect.stringContaining("16777216") },
  ]);
});
