import { expect, test } from "vitest";
import { openDb } from "#server/db/open.ts";
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
