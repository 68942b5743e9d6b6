import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { cancelRun } from "#server/runs/cancel.ts";
import { claimRun } from "#server/runs/claim.ts";
import { findRun } from "#server/runs/find.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";

test("a claimed run cannot be claimed twice, and slots are kept", () => {
  const world = makeWorld();
  const first = queueProgram(world, "log-steps 1", { now: 1 });
  const second = queueProgram(world, "log-steps 1", { now: 2 });
  expect(claimRun(world.db, { slots: 1 })).toMatchObject({ id: first, status: "starting", attempt: 1 });
  expect(claimRun(world.db, { slots: 1 })).toBeNull();
  expect(claimRun(world.db, { slots: 2 })).toMatchObject({ id: second });
  expect(claimRun(world.db, { slots: 9 })).toBeNull();
});

test("a queued run that is cancelled ends at once and is not claimed", () => {
  const world = makeWorld();
  const id = queueProgram(world, "log-steps 1");
  expect(cancelRun(world.db, { id })).toMatchObject({ status: "cancelled" });
  expect(claimRun(world.db, { slots: 1 })).toBeNull();
  expect(() => cancelRun(world.db, { id })).toThrow(
    `run ${id} is cancelled; only a run that has not ended can be stopped`,
  );
});

test("two processes never claim the same run", async () => {
  const world = makeWorld();
  const ids = Array.from({ length: 100 }, () => queueProgram(world, "log-steps 1"));
  const claimers = [1, 2].map(() =>
    spawn(process.execPath, ["--import", "tsx", "test/programs/claim-all.ts", world.paths.database], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  const outputs = claimers.map(({ stdout }) => text(stdout));
  // Both are up before either may begin.
  await Promise.all(claimers.map(({ stdout }) => once(stdout, "data")));
  for (const { stdin } of claimers) stdin.end("go");
  const claimed = (await Promise.all(outputs)).flatMap((output) =>
    output.split("\n").filter((line) => /^\w{8}$/.test(line)),
  );
  expect(claimed.sort()).toEqual(ids.sort());
  for (const id of ids) expect(findRun(world.db, id)).toMatchObject({ status: "starting", attempt: 1 });
});
