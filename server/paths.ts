import { isAbsolute, join, resolve } from "node:path";
import { RUN_ID } from "#trainer/contract/run-dir.ts";
import { invariant } from "./errors.ts";

export type DataPaths = ReturnType<typeof dataPaths>;

/** Where everything that Vela keeps lies; recipes may lie elsewhere. */
export function dataPaths(dataDir: string, recipes = join(dataDir, "recipes")) {
  const runs = join(dataDir, "runs");
  return {
    root: dataDir,
    database: join(dataDir, "vela.db"),
    runs,
    trash: join(dataDir, "trash"),
    recipes,
    /** What is known of the contents of data sets. */
    dataHashes: join(dataDir, "data-hashes"),
    secrets: join(dataDir, "secrets.env"),
    /** Who is told of what; addresses of webhooks are secrets. */
    alerts: join(dataDir, "alerts.json"),
    rlds: join(dataDir, "datasets", "rlds"),
    run(id: string) {
      invariant(RUN_ID.test(id), `"${id}" is not a run id`);
      return join(runs, id);
    },
    /** The folder of a data set; a relative root starts at the data folder. */
    dataset(rootDir: string, name: string) {
      return join(isAbsolute(rootDir) ? rootDir : resolve(dataDir, rootDir), name);
    },
  };
}
