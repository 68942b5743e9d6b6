import { readEnv } from "#server/env.ts";
import { type DataPaths, dataPaths } from "#server/paths.ts";
import { type Db, migrateDb, openDb } from "./open.ts";

export type Client = { db: Db; paths: DataPaths };

/** The database of this process, opened at the first call. On globalThis: bundlers load a module more than once. */
export function getClient(): Client {
  const holder = globalThis as typeof globalThis & { [KEY]?: Client };
  holder[KEY] ??= open();
  return holder[KEY];
}

const KEY = Symbol.for("vela.db.client");

function open(): Client {
  const env = readEnv();
  const paths = dataPaths(env.dataDir, env.recipesDir);
  const db = openDb(paths.database);
  migrateDb(db, env.projectDir);
  return { db, paths };
}
