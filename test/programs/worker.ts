// A worker process with the test recipes; the data folder and limits come from the environment.
import { migrateDb, openDb } from "#server/db/open.ts";
import { readEnv } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import { dataPaths } from "#server/paths.ts";
import { stopSignal } from "#server/stop-signal.ts";
import { runWorker } from "#server/worker/run-worker.ts";
import { findTestRecipe, testSampleCommand } from "#test/factories/recipes.ts";

const env = readEnv();
const paths = dataPaths(env.dataDir);
const db = openDb(paths.database);
migrateDb(db, env.projectDir);
const world = { db, paths, env, findRecipe: findTestRecipe, sampleCommand: testSampleCommand };
await runWorker(world, stopSignal()).catch((error: unknown) => {
  console.error(error instanceof DomainError ? error.message : error);
  process.exitCode = 1;
});
