import { migrateDb, openDb } from "#server/db/open.ts";
import { readEnv } from "#server/env.ts";
import { DomainError } from "#server/errors.ts";
import { dataPaths } from "#server/paths.ts";
import { findRecipe } from "#server/recipes/catalogue.ts";
import { stopSignal } from "#server/stop-signal.ts";
import { runWorker } from "./run-worker.ts";

/** The worker process. */
async function main() {
  const env = readEnv();
  const paths = dataPaths(env.dataDir, env.recipesDir);
  const db = openDb(paths.database);
  migrateDb(db, env.projectDir);
  const sampleCommand = ({ size, episodes, out }: { size: number; episodes: number; out: string }) =>
    [process.execPath, "--import", "tsx", "trainer/sample/main.ts", "--progress", "json", "--out", out].concat(
      ["--size", String(size)],
      ["--episodes", String(episodes)],
    );
  const ofHere = (name: string) => findRecipe(name, paths.recipes);
  await runWorker({ db, paths, env, findRecipe: ofHere, sampleCommand }, stopSignal());
}

await main().catch((error: unknown) => {
  console.error(error instanceof DomainError ? error.message : error);
  process.exitCode = 1;
});
// An open channel to the process that started this one would keep it alive.
if (process.connected) process.disconnect();
