import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { appendLog } from "#server/metrics/append-log.ts";
import { readLogChunk } from "#server/metrics/log-chunk.ts";
import { metricLines, startLine } from "#test/factories/log-file.ts";
import { queueProgram } from "#test/factories/runs.ts";
import { makeWorld } from "#test/factories/world.ts";
import { runCli, runJson } from "./run-cli.ts";

/** A database that is open, with one run whose second attempt hides ten steps of the first; no server answers. */
function openRun() {
  const { db, paths } = makeWorld();
  const log = startLine(1, 0) + metricLines(50) + startLine(2, 40) + metricLines(20, { from: 41 });
  appendLog(db, { runId: queueProgram({ db }, "log-steps 1"), inode: "1", chunk: readLogChunk(Buffer.from(log), 0) });
  return { url: "http://127.0.0.1:9", data: paths.root };
}

test("a whole database is said to be whole, points that a later attempt hides included", async () => {
  const here = openRun();
  const { code, stdout } = await runCli(["db", "check"], here);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/1 runs, 3 metrics, 210 points/)]);
  expect(await runJson(["db", "check"], here)).toMatchObject({ points: 210, problems: [] });
});

test("a backup is made beside a server that writes, is whole, and replaces nothing", async () => {
  const here = openRun();
  const file = join(here.data, "deep", "copy.db");
  const first = await runCli(["db", "backup", file], here);
  expect([first.code, first.stdout]).toEqual([0, expect.stringContaining(file)]);
  const copy = new Database(file, { readonly: true });
  expect(copy.prepare("SELECT sum(count) FROM point_parts").pluck().get()).toBe(210);
  copy.close();
  const second = await runCli(["--lang", "zh-CN", "db", "backup", file], here);
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining("不会覆盖")]);
});

test("each kind of damage is named, with exit code 1", async () => {
  const here = openRun();
  const damaged = join(here.data, "damaged");
  await runCli(["db", "backup", join(damaged, "vela.db")], here);
  const db = new Database(join(damaged, "vela.db"));
  db.pragma("foreign_keys = OFF");
  db.exec("UPDATE metric_keys SET points = points + 1 WHERE key = 'train/m0'");
  db.exec("INSERT INTO point_parts SELECT 9999, attempt, first_step, last_step, count, data FROM point_parts LIMIT 1");
  db.exec(
    "UPDATE point_parts SET count = count + 1 WHERE key_id = (SELECT id FROM metric_keys WHERE key = 'train/m1')",
  );
  db.exec("INSERT INTO run_tags VALUES ('nosuchid', 'x')");
  db.close();
  const { code, stdout, stderr } = await runCli(["db", "check"], { ...here, data: damaged });
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/of run_tags names a row of runs that is not there/);
  const mended = new Database(join(damaged, "vela.db"));
  mended.exec("DELETE FROM run_tags");
  mended.close();
  const counts = await runCli(["db", "check"], { ...here, data: damaged });
  expect([counts.code, counts.stderr]).toEqual([1, "4 problems found\n"]);
  expect(counts.stdout).toContain("train/m0 of run");
  expect(counts.stdout).toContain("says that it has 61 points, but it has 60");
  expect(counts.stdout).toContain("a row of point_parts does not hold what it says: train/m1 of run");
  expect(counts.stdout).toContain("points of metric 9999 are there, the metric is not");
});

test("without a database, or with a file that is none, a sentence says so", async () => {
  const here = openRun();
  const empty = await runCli(["db", "check"], { ...here, data: join(here.data, "nothing") });
  expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining("there is no database")]);
  const none = join(here.data, "no-database");
  await runCli(["db", "backup", join(none, "vela.db")], here);
  writeFileSync(join(none, "vela.db"), "not a database at all, but long enough to look like one".repeat(40));
  const other = await runCli(["db", "check"], { ...here, data: none });
  expect([other.code, other.stderr.trim().split("\n").length]).toEqual([1, 1]);
});
