import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { expect, test } from "vitest";
import { checkDb } from "#server/db/check-db.ts";
import { type Db, migrateDb, openDb } from "#server/db/open.ts";
import { latestValues } from "#server/metrics/latest.ts";
import { readRaw } from "#server/metrics/raw.ts";
import { makeWorld } from "#test/factories/world.ts";

const POINTS = 2500;
const valueAt = (step: number) => (step === 70 ? null : Math.sin(step));

test("points of the first schema, a row each, are all there in blocks, and their metrics know their means", () => {
  const db = openFirstSchema();
  fill(db);
  migrateDb(db, process.cwd());
  expectKept(db);
});

test("a migration that is cut off goes on where it was", () => {
  const db = openFirstSchema();
  fill(db);
  db.$client.exec(
    "CREATE TRIGGER cut BEFORE DELETE ON points WHEN old.key_id = 2 BEGIN SELECT raise(ABORT, 'the power went'); END",
  );
  expect(() => migrateDb(db, process.cwd())).toThrow("the power went");
  db.$client.exec("DROP TRIGGER cut");
  migrateDb(db, process.cwd());
  expectKept(db);
});

function openFirstSchema(): Db {
  const { root } = makeWorld().paths;
  const drizzle = join(root, "drizzle");
  mkdirSync(join(drizzle, "meta"), { recursive: true });
  cpSync("drizzle/0000_start.sql", join(drizzle, "0000_start.sql"));
  const journal = JSON.parse(readFileSync("drizzle/meta/_journal.json", "utf8"));
  writeFileSync(
    join(drizzle, "meta", "_journal.json"),
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }),
  );
  const db = openDb(join(root, "first.db"));
  migrate(db, { migrationsFolder: drizzle });
  return db;
}

/** Two metrics of a run with two attempts, the second from step 2000 on. */
function fill({ $client: sqlite }: Db) {
  sqlite.exec(`
    INSERT INTO projects (id, name, created_at) VALUES ('p', 'p', 1);
    INSERT INTO runs (id, project_id, name, number, recipe, status, config, created_at, queued_at, revision)
      VALUES ('r', 'p', 'r', 1, 'vla-energy', 'finished', '{}', 1, 1, 1);
    INSERT INTO attempts (run_id, attempt, step, started_at) VALUES ('r', 1, 0, 1), ('r', 2, 2000, 1);
    INSERT INTO metric_keys (id, run_id, key, points) VALUES (1, 'r', 'train/loss', 2600), (2, 'r', 'val/loss', 2600);
  `);
  const insert = sqlite.prepare("INSERT INTO points VALUES (?, ?, ?, ?, ?)");
  sqlite.transaction(() => {
    for (const key of [1, 2]) {
      for (let step = 1; step <= POINTS; step++) insert.run(key, 1, step, 1000 + step, valueAt(step));
      for (let step = 2001; step <= 2600; step++) insert.run(key, 2, step, 9000 + step, valueAt(step));
    }
  })();
}

function expectKept(db: Db) {
  const { rows } = readRaw(db, { runId: "r", limit: 50_000 });
  expect(rows).toHaveLength(2 * (POINTS + 600));
  for (const { step, value, time, attempt } of rows) {
    expect(value).toBe(valueAt(step) ?? "NaN");
    expect(time).toBe((attempt === 1 ? 1000 : 9000) + step);
  }
  expect(checkDb(db.$client)).toMatchObject({ points: 6200, problems: [] });
  const { mean, finite } = db.$client
    .prepare<[], { mean: number; finite: number }>("SELECT mean, finite FROM metric_keys WHERE id = 2")
    .get()!;
  const shown = Array.from({ length: 2600 }, (_, i) => valueAt(i + 1)).filter((value) => value !== null);
  expect(finite).toBe(shown.length);
  expect(mean).toBeCloseTo(shown.reduce((sum, value) => sum + value, 0) / shown.length, 12);
  expect(latestValues(db, { runIds: ["r"] })[0]!.values).toHaveProperty(["train/loss"]);
  expect(db.$client.prepare("SELECT 1 FROM sqlite_master WHERE name LIKE 'points%'").get()).toBeUndefined();
  db.$client.close();
}
