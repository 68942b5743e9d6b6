import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { convertPoints } from "./points/convert.ts";
import * as schema from "./schema.ts";

export type Db = ReturnType<typeof openDb>;
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];
/** A database, or a transaction of one. */
export type DbOrTx = Db | Tx;

/** Open a database file, made when absent. WAL: the web process reads while the worker writes. */
export function openDb(file: string) {
  mkdirSync(dirname(file), { recursive: true });
  const client = new Database(file, { timeout: 15_000 });
  client.pragma("journal_mode = WAL");
  client.pragma("synchronous = NORMAL");
  client.pragma("foreign_keys = ON");
  client.pragma("cache_size = -65536");
  return asDb(client);
}

/** An open connection as the verbs take it. */
export function asDb(client: Database.Database) {
  return drizzle(client, { schema });
}

/** A database that is only looked at. Throws when there is none. */
export function openReadOnly(file: string): Database.Database {
  return new Database(file, { readonly: true, fileMustExist: true, timeout: 15_000 });
}

/** Bring a database to the newest schema; returns how many migrations were applied. */
export function migrateDb(db: Db, projectDir: string): number {
  const before = countMigrations(db);
  migrate(db, { migrationsFolder: join(projectDir, "drizzle") });
  convertPoints(db);
  return countMigrations(db) - before;
}

export function closeDb(db: Db) {
  db.$client.close();
}

function countMigrations(db: Db): number {
  const table = db.$client.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (!table) return 0;
  return db.$client.prepare<[], number>("SELECT count(*) FROM __drizzle_migrations").pluck().get() as number;
}
