import { describe, expect, test } from "vitest";
import { checkpoints } from "#server/db/schema.ts";
import { cancelRun } from "#server/runs/cancel.ts";
import { claimRun } from "#server/runs/claim.ts";
import { endRun } from "#server/runs/end.ts";
import { classify, type FAILURE_CLASSES } from "#server/runs/failure.ts";
import { findRun } from "#server/runs/find.ts";
import { planRetry } from "#server/runs/retry.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";

const exit = (code: number | null, signal: string | null = null) => ({ code, signal });

test.each([
  ["finished", exit(0), null, null],
  ["cancelled", exit(143), null, null],
  ["preempted", exit(null, "SIGTERM"), null, "preempted"],
  ["lost", null, null, "machine"],
  ["failed", exit(1), "TypeError: x is undefined", "mistake"],
  ["failed", exit(2), null, "mistake"],
  ["failed", exit(3), null, "mistake"],
  ["failed", exit(4), null, "disk"],
  ["failed", exit(null, "SIGKILL"), null, "memory"],
  ["failed", { ...exit(null, "SIGKILL"), oomKills: 2 }, null, "memory"],
  ["failed", { ...exit(null, "SIGKILL"), oomKills: 0 }, null, "machine"],
  ["failed", exit(null, "SIGXFSZ"), null, "disk"],
  ["failed", { ...exit(1), diskFreeKilobytes: 0 }, null, "disk"],
  ["failed", exit(1), "OSError: [Errno 28] No space left on device", "disk"],
  ["failed", exit(137), null, "memory"],
  ["failed", exit(1), "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB", "memory"],
  ["failed", exit(134), "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "memory"],
  ["failed", exit(1), "room for a name", "mistake"],
] as const)("%s with %j and last words %j is of class %s", (status, how, lastWords, expected) => {
  expect(classify(status, { exit: how, lastWords })).toBe(expected);
});

describe("planRetry", () => {
  const plan = (failure: (typeof FAILURE_CLASSES)[number], retries: number, gotFurther = false, random = () => 0.5) =>
    planRetry({ failure, retries, gotFurther, endedAt: 0 }, { limit: 3, random });

  test("mistakes and full disks wait for a person", () => {
    expect(plan("mistake", 0)).toBeNull();
    expect(plan("disk", 0, true)).toBeNull();
  });

  test("the pause doubles from 10 s to 6 min, ± 20 %", () => {
    const pauses = Array.from({ length: 8 }, (_, retries) =>
      planRetry({ failure: "memory", retries, gotFurther: false, endedAt: 0 }, { limit: 99, random: () => 0.5 }),
    );
    expect(pauses.map((each) => each!.notBefore / 1000)).toEqual([10, 20, 40, 80, 160, 320, 360, 360]);
    expect(plan("memory", 0, false, () => 0)!.notBefore).toBe(8000);
    expect(plan("memory", 0, false, () => 1)!.notBefore).toBe(12_000);
  });

  test("after three in a row without getting further it is given up; one that got further counts from the start", () => {
    for (const failure of ["memory", "machine", "preempted"] as const) {
      expect(plan(failure, 2)).toMatchObject({ retries: 3 });
      expect(plan(failure, 3)).toBeNull();
      expect(plan(failure, 3, true)).toMatchObject({ retries: 1 });
    }
  });
});

test("a run that ran out of memory waits its pause, goes on as the next attempt, and is given up in the end", () => {
  const world = makeWorld();
  const { db } = world;
  const id = queueProgram(world, "log-steps 1", { now: 0 });
  const retry = { limit: 2, random: () => 0.5 };
  const attempt = (now: number) => {
    if (now > 1) expect(claimRun(db, { slots: 1, now: now - 1 })).toBeNull();
    expect(claimRun(db, { slots: 1, now })?.id).toBe(id);
    return endRun(db, { id, exit: exit(137), lastWords: "Killed", endedAt: now + 1000, retry });
  };
  expect(attempt(1)).toMatchObject({ status: "queued", retries: 1, notBefore: 11_001, failure: "memory" });
  expect(findRun(db, id).endReason).toBe("exit code 137, maybe for want of memory: Killed");
  expect(attempt(11_001)).toMatchObject({ status: "queued", attempt: 2, retries: 2, notBefore: 32_001 });
  expect(attempt(32_001)).toMatchObject({ status: "failed", attempt: 3, retries: 2, failure: "memory" });
});

test("a run that is preempted over and over goes on as long as each attempt saves", () => {
  const world = makeWorld();
  const { db } = world;
  const id = queueProgram(world, "log-steps 1", { now: 0 });
  let now = 1;
  const preempt = (saves: boolean) => {
    claimRun(db, { slots: 1, now });
    if (saves)
      db.insert(checkpoints)
        .values({ runId: id, step: now, path: `checkpoints/${now}`, bytes: 1, time: now + 5, metrics: {} })
        .run();
    const run = endRun(db, {
      ...{ id, exit: exit(null, "SIGTERM"), lastWords: null, endedAt: now + 10 },
      retry: { limit: 2, random: () => 0.5 },
    });
    now = run.notBefore ?? now;
    return run.status;
  };
  for (let i = 0; i < 10; i++) expect(preempt(true)).toBe("queued");
  expect([preempt(false), preempt(false)]).toEqual(["queued", "preempted"]);
});

test("a stop on request is never tried again, and a run that waits for its retry can be cancelled", () => {
  const world = makeWorld();
  const { db } = world;
  const retry = { limit: 3 };
  const stopped = queueProgram(world, "log-steps 1", { now: 0 });
  claimRun(db, { slots: 9, now: 1 });
  cancelRun(db, { id: stopped });
  expect(endRun(db, { id: stopped, exit: exit(137), lastWords: null, endedAt: 5, retry }).status).toBe("cancelled");
  const waits = queueProgram(world, "log-steps 1", { now: 0 });
  claimRun(db, { slots: 9, now: 1 });
  expect(endRun(db, { id: waits, exit: null, lastWords: null, endedAt: 5, retry }).status).toBe("queued");
  expect(cancelRun(db, { id: waits })).toMatchObject({ status: "cancelled" });
});
