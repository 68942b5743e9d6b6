import type Database from "better-sqlite3";

/** What `prepare` makes of a connection, made at the first call and kept as long as the connection is. */
export function perConnection<T>(prepare: (sqlite: Database.Database) => T): (sqlite: Database.Database) => T {
  const known = new WeakMap<Database.Database, T>();
  return (sqlite) => {
    let made = known.get(sqlite);
    if (made === undefined) {
      made = prepare(sqlite);
      known.set(sqlite, made);
    }
    return made;
  };
}
