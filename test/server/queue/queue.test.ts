import { expect, test } from "vitest";
import { createApi } from "#server/api/root.ts";
import { breakQueue } from "#server/queue/break.ts";
import { pauseQueue, readPause, resumeQueue } from "#server/queue/pause.ts";
import { claimRun } from "#server/runs/claim.ts";
import { endRun } from "#server/runs/end.ts";
import { writeRun } from "#server/runs/write.ts";
import { readQueue } from "#server/system/queue.ts";
import type { World } from "#server/worker/world.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";

const queueMany = (world: World, count: number, gpus = 0) =>
  Array.from({ length: count }, (_, i) => {
    const id = queueProgram(world, "log-steps 1", { now: 1000 + i });
    writeRun(world.db, id, { needs: { gpus } });
    return id;
  });
const waiting = ({ db }: World) => readQueue(db).queued.map(({ id }) => id);

test("a higher priority goes first, a held run and one that is too early do not go", () => {
  const world = makeWorld();
  const [first, urgent, held, early] = queueMany(world, 4) as [string, string, string, string];
  writeRun(world.db, urgent, { priority: 5 });
  writeRun(world.db, held, { held: true, priority: 9 });
  writeRun(world.db, early, { notBefore: 5000, priority: 9 });
  expect(waiting(world)).toEqual([held, early, urgent, first]);
  const claim = (now: number) => claimRun(world.db, { slots: 9, now })?.id;
  expect([claim(4999), claim(4999), claim(4999)]).toEqual([urgent, first, undefined]);
  expect(claim(5000)).toBe(early);
  writeRun(world.db, held, { held: false });
  expect(claim(5000)).toBe(held);
});

test("a run is put before another or at the end, takes the priority of its place, and its place is numbered so", async () => {
  const world = makeWorld();
  const api = createApi(world);
  const [a, b, c, d] = queueMany(world, 4) as [string, string, string, string];
  await api.queue.place({ id: d, before: b });
  expect(waiting(world)).toEqual([a, d, b, c]);
  await api.queue.place({ id: a, before: null });
  expect(waiting(world)).toEqual([d, b, c, a]);
  await api.runs.update({ id: c, priority: 3 });
  expect(waiting(world)).toEqual([c, d, b, a]);
  expect(await api.queue.place({ id: a, before: c })).toMatchObject({ priority: 3, position: 1 });
  expect(waiting(world)).toEqual([a, c, d, b]);
  for (let i = 0; i < 40; i++) await api.queue.place({ id: i % 2 ? d : b, before: i % 2 ? b : d });
  expect(waiting(world)).toEqual([a, c, d, b]);
  expect(readQueue(world.db).queued.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  claimRun(world.db, { slots: 1 });
  await expect(api.queue.place({ id: a, before: b })).rejects.toThrow(`run ${a} is starting; only a run that waits`);
});

test("GPUs are given all or none, never to two runs, and are free again after any end", () => {
  const world = makeWorld();
  const [two, one, three, plain] = queueMany(world, 4, 1) as [string, string, string, string];
  writeRun(world.db, two, { needs: { gpus: 2 } });
  writeRun(world.db, three, { needs: { gpus: 3 } });
  writeRun(world.db, plain, { needs: { gpus: 0 } });
  const room = { slots: 9, gpus: [0, 2, 3] };
  const claim = () => {
    const run = claimRun(world.db, room);
    return run && { id: run.id, gpus: run.gpus };
  };
  expect([claim(), claim()]).toEqual([
    { id: two, gpus: [0, 2] },
    { id: one, gpus: [3] },
  ]);
  // Without a GPU it passes the one that waits for three.
  expect(claim()).toEqual({ id: plain, gpus: [] });
  expect(claim()).toBeNull();
  end(world, one, { code: 1, signal: null });
  expect(claim()).toBeNull();
  end(world, two, null);
  expect(claim()).toEqual({ id: three, gpus: [0, 2, 3] });
});

test("a run that waits for many GPUs is not passed by those that need few; one that can never have enough is", () => {
  const world = makeWorld();
  const [now, large, small, impossible] = queueMany(world, 4, 1) as [string, string, string, string];
  writeRun(world.db, large, { needs: { gpus: 2 } });
  writeRun(world.db, impossible, { needs: { gpus: 9 }, priority: 5 });
  const room = { slots: 9, gpus: [0, 1] };
  expect(claimRun(world.db, room)?.id).toBe(now);
  expect(claimRun(world.db, room)).toBeNull();
  end(world, now, { code: 0, signal: null });
  expect(claimRun(world.db, room)).toMatchObject({ id: large, gpus: [0, 1] });
  end(world, large, { code: 0, signal: null });
  expect(claimRun(world.db, room)?.id).toBe(small);
});

test("a paused queue starts nothing, and goes on where it was", async () => {
  const world = makeWorld();
  const api = createApi(world);
  const [first] = queueMany(world, 2);
  await api.queue.pause();
  expect((await api.system.queue()).paused).toMatchObject({ by: "person" });
  expect(claimRun(world.db, { slots: 9 })).toBeNull();
  await api.queue.resume();
  expect((await api.system.queue()).paused).toBeNull();
  expect(claimRun(world.db, { slots: 9 })?.id).toBe(first);
});

test("three quick failures one after the other pause the queue while others wait; a person lets it go on", () => {
  const world = makeWorld();
  const ids = queueMany(world, 7);
  fail(world, { at: 10_000, after: 1000 });
  fail(world, { at: 20_000, after: 1000 });
  expect(readPause(world.db)).toBeNull();
  fail(world, { at: 30_000, after: 1000 });
  expect(readPause(world.db)).toEqual({ at: 31_000, by: "breaker", failedRuns: ids.slice(0, 3).reverse() });
  expect(claimRun(world.db, { slots: 9 })).toBeNull();
  resumeQueue(world.db, { now: 40_000 });
  fail(world, { at: 50_000, after: 1000 });
  expect(readPause(world.db)).toBeNull();
  fail(world, { at: 60_000, after: 90_000 });
  fail(world, { at: 160_000, after: 1000 });
  expect(readPause(world.db)).toBeNull();
});

test("with nobody waiting, stops and preemptions do not pause the queue", () => {
  const world = makeWorld();
  queueMany(world, 3);
  for (const at of [10_000, 20_000, 30_000]) fail(world, { at, after: 1 });
  expect(readPause(world.db)).toBeNull();
  queueMany(world, 5);
  for (const at of [40_000, 50_000, 60_000]) {
    const { id } = claimRun(world.db, { slots: 9, now: at })!;
    end(world, id, { code: null, signal: "SIGTERM" }, at + 1);
  }
  expect(readPause(world.db)).toBeNull();
  pauseQueue(world.db, { now: 1 });
  expect(breakQueue(world.db, { now: 2 })).toBeNull();
});

/** Claim the next run and let it fail so many ms after its start. */
function fail(world: World, { at, after }: { at: number; after: number }) {
  const { id } = claimRun(world.db, { slots: 9, now: at })!;
  end(world, id, { code: 1, signal: null }, at + after);
}

type Exit = { code: number | null; signal: string | null } | null;

function end({ db }: World, id: string, exit: Exit, endedAt = Date.now()) {
  return endRun(db, { id, exit, lastWords: null, endedAt });
}
