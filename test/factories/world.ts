import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { closeDb, migrateDb, openDb } from "#server/db/open.ts";
import { dataPaths } from "#server/paths.ts";
import type { World } from "#server/worker/world.ts";
import { findTestRecipe, testSampleCommand } from "./recipes.ts";

/** A data folder of its own with a migrated database, gone after the test. */
export function makeWorld({
  slots = 1,
  gpus = [] as number[],
  graceMs = 300,
  retries = 0,
  root = mkdtempSync(join(tmpdir(), "vela-")),
} = {}): World {
  const paths = dataPaths(root);
  const db = openDb(paths.database);
  migrateDb(db, process.cwd());
  onTestFinished(() => {
    closeDb(db);
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  return {
    db,
    paths,
    env: { projectDir: process.cwd(), url: "http://127.0.0.1:3000", slots, gpus, graceMs, retries },
    findRecipe: (name) => findTestRecipe(name, paths.recipes),
    sampleCommand: testSampleCommand,
  };
}
