import { expect, test } from "vitest";
import { listRuns } from "#server/runs/list.ts";
import { updateRun } from "#server/runs/update.ts";
import { ingestLog } from "#server/worker/ingest.ts";
import { logLine, writeLog } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runPaths } from "#trainer/contract/run-dir.ts";

/** Values of one metric, run by run; an empty list is a run without it. */
const LOGGED: (number | "NaN")[][] = [[1, 9], [5, 4, 3], [], [-2, 8, "NaN"], [7, 2], [2]];

function openLab() {
  const world = makeWorld();
  const ids = LOGGED.map((values) => {
    const id = queueProgram(world, "log-steps 1");
    const file = runPaths(world.paths.run(id)).metrics;
    writeLog(
      file,
      values.map((value, i) => logLine({ kind: "metric", step: i + 1, values: { "val/loss": value } })).join(""),
    );
    ingestLog(world.db, { runId: id, file });
    return id;
  });
  return { world, ids, order: (found: { id: string }[]) => found.map(({ id }) => ids.indexOf(id)) };
}

test.each([
  // Runs 4 and 5 both end at 2: the newer one comes first. NaN is no value to sort by.
  ["last", true, [0, 1, 5, 4, 3, 2]],
  ["last", false, [5, 4, 1, 0, 3, 2]],
  ["min", false, [3, 0, 5, 4, 1, 2]],
  ["max", true, [0, 3, 4, 1, 5, 2]],
  ["mean", true, [0, 4, 1, 3, 5, 2]],
] as const)("runs are sorted by the %s of a metric, descending: %s", (by, desc, expected) => {
  const { world, order } = openLab();
  const sort = { key: "val/loss", desc, by };
  const { rows, total } = listRuns(world.db, { sort });
  expect(order(rows)).toEqual(expected);
  expect(total).toBe(LOGGED.length);
  for (const limit of [1, 2, 4])
    expect(
      [0, 1, 2, 3, 4, 5].flatMap((page) => order(listRuns(world.db, { sort, limit, offset: page * limit }).rows)),
    ).toEqual(expected);
});

test("filters hold for runs with the metric and for those without", () => {
  const { world, ids, order } = openLab();
  for (const i of [1, 2, 4]) updateRun(world.db, { id: ids[i]!, starred: true });
  const sort = { key: "val/loss", desc: true };
  expect(order(listRuns(world.db, { sort, starred: true }).rows)).toEqual([1, 4, 2]);
  expect(order(listRuns(world.db, { sort, starred: true, limit: 2, offset: 2 }).rows)).toEqual([2]);
});
