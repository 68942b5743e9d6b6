import { expect, test } from "vitest";
import { openDb } from "#server/db/open.ts";
import { pruneBatches } from "#server/metrics/batches.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { watchLive } from "#server/metrics/live.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { removeRun } from "#server/runs/remove.ts";
import { updateRun } from "#server/runs/update.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import { appendLogFile, metricLines } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

test("a viewer gets what changes after it came, from this process and from others, and nothing before", async () => {
  const { world, id, log } = setUp();
  log(1);
  const { next, stop } = watch(world, {});
  expect(await next()).toMatchObject({ runs: [], points: [], removed: [] });
  log(2);
  const batch = await next();
  expect(batch.points).toMatchObject([{ runId: id, key: "train/m0", attempt: 1, step: [2], value: [2000] }, {}, {}]);
  expect(batch.runs).toMatchObject([{ id, step: 2 }]);
  const other = openDb(world.paths.database);
  updateRun(other, { id, name: "elsewhere" });
  other.$client.close();
  expect(await next()).toMatchObject({ runs: [{ id, name: "elsewhere" }], points: [] });
  cancelRun(world.db, { id });
  await next();
  removeRun(world, { id });
  expect(await next()).toMatchObject({ runs: [], removed: [id] });
  await stop();
});

test("a viewer that comes back with its last cursor misses nothing", async () => {
  const { world, log } = setUp();
  const first = watch(world, {});
  await first.next();
  log(1);
  await first.next();
  await first.stop();
  for (let step = 2; step < 700; step++) log(step);
  const again = watch(world, { lastEventId: first.cursor() });
  const steps = new Set<number>();
  while (steps.size < 698) for (const { step } of (await again.next()).points) for (const each of step) steps.add(each);
  expect(Math.min(...steps)).toBe(2);
  await again.stop();
});

test("a viewer whose batches are forgotten is told to ask anew, any other is not", async () => {
  const { world, log } = setUp();
  const gone = watch(world, {});
  await gone.next();
  log(1);
  await gone.next();
  await gone.stop();
  for (let step = 2; step <= 20; step++) log(step);
  expect(pruneBatches(world.db, { keep: 10, limit: 5 })).toBe(5);
  expect(pruneBatches(world.db, { keep: 10 })).toBe(5);
  expect(pruneBatches(world.db, { keep: 10 })).toBe(0);
  const late = watch(world, { lastEventId: gone.cursor() });
  expect(await late.next()).toMatchObject({ mustReset: true, points: [] });
  log(21);
  expect(await late.next()).toMatchObject({ mustReset: false, points: [{ step: [21] }, {}, {}] });
  await late.stop();
  const revision = late.cursor().split(",")[1];
  // Ten of twenty-one are kept: the eleven before are all that a viewer may have last seen.
  const onTime = watch(world, { lastEventId: `p:10,${revision},a:0` });
  const { mustReset, points } = await onTime.next();
  expect(mustReset).toBe(false);
  expect(points[0]!.step).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
  await onTime.stop();
  for (const lastEventId of [`p:9,${revision},a:0`, `p:99,${revision},a:0`, "p:21,r:9999,a:0", "of another program"]) {
    const other = watch(world, { lastEventId });
    expect((await other.next()).mustReset).toBe(true);
    await other.stop();
  }
});

test("a viewer that is connected and falls behind what is kept is told so too", async () => {
  const { world, log } = setUp();
  const { next, stop } = watch(world, {});
  await next();
  for (let step = 1; step <= 3; step++) log(step);
  pruneBatches(world.db, { keep: 1 });
  expect(await next()).toMatchObject({ mustReset: true, points: [] });
  log(4);
  expect(await next()).toMatchObject({ mustReset: false, points: [{ step: [4] }, {}, {}] });
  await stop();
});

test("forgetting all batches, or the run of the newest, does not send viewers back", async () => {
  const { world, id, log } = setUp();
  const { next, stop, cursor } = watch(world, {});
  await next();
  log(1);
  await next();
  pruneBatches(world.db, { keep: 0 });
  await stop();
  const again = watch(world, { lastEventId: cursor() });
  expect((await again.next()).mustReset).toBe(false);
  cancelRun(world.db, { id });
  await again.next();
  removeRun(world, { id });
  await again.next();
  await again.stop();
  const after = watch(world, { lastEventId: again.cursor() });
  expect(await after.next()).toMatchObject({ mustReset: false, removed: [] });
  await after.stop();
});

test("what is remembered of a run's last values follows every change", async () => {
  const { world, id, log } = setUp();
  const latest = () => latestValues(world.db, { runIds: [id, "gone0000"] });
  expect(latest()).toEqual([
    { runId: id, values: {} },
    { runId: "gone0000", values: {} },
  ]);
  for (const step of [1, 2]) {
    log(step);
    expect(latest()[0]!.values["train/m0"]).toMatchObject({ step });
    expect(latest()[0]!.values["train/m0"]).toMatchObject({ step });
  }
  const other = openDb(world.paths.database);
  cancelRun(other, { id });
  removeRun({ ...world, db: other }, { id });
  other.$client.close();
  expect(latest()[0]!.values).toEqual({});
});

test("viewers that look at the same moments get the same, each all of it and once", async () => {
  const { world, log } = setUp();
  const viewers = [watch(world, {}), watch(world, {}), watch(world, {})];
  await Promise.all(viewers.map(({ next }) => next()));
  const seen = viewers.map(() => [] as number[]);
  for (let step = 1; step <= 5; step++) {
    log(step);
    const batches = await Promise.all(viewers.map(({ next }) => next()));
    batches.forEach(({ points }, i) => {
      seen[i]!.push(...points[0]!.step);
    });
  }
  expect(seen).toEqual(viewers.map(() => [1, 2, 3, 4, 5]));
  await Promise.all(viewers.map(({ stop }) => stop()));
});

test("a viewer of some runs and metrics gets only those", async () => {
  const { world, log } = setUp();
  const { id: wanted, log: logWanted } = makeRun(world);
  const { next, stop } = watch(world, { runIds: [wanted], keys: ["train/m1"] });
  await next();
  log(1);
  logWanted(1);
  expect(await next()).toMatchObject({ runs: [{ id: wanted }], points: [{ runId: wanted, key: "train/m1" }] });
  await stop();
});

function setUp() {
  const world = makeWorld();
  return { world, ...makeRun(world) };
}

function makeRun(world: ReturnType<typeof makeWorld>) {
  const id = queueProgram(world, "log-steps 1");
  const file = runPaths(world.paths.run(id)).metrics;
  const log = (step: number) => {
    appendLogFile(file, metricLines(1, { from: step }));
    ingestLog(world.db, { runId: id, file });
  };
  return { id, log };
}

function watch(world: ReturnType<typeof makeWorld>, input: Parameters<typeof watchLive>[1]) {
  const abort = new AbortController();
  const live = watchLive(world.db, input, abort.signal);
  let last = "";
  return {
    next: async () => {
      const { value } = await live.next();
      const [cursor, batch] = value!;
      last = cursor;
      return batch;
    },
    cursor: () => last,
    stop: async () => {
      abort.abort();
      await live.return(undefined);
    },
  };
}
