import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type Database from "better-sqlite3";
import { DomainError } from "#server/errors.ts";
import { openReadOnly } from "./open.ts";

/**
 * Copy a database into a new file while others read and write it; the copy is of one moment. It is written aside,
 * looked through and then renamed. Returns its bytes. @throws DomainError when the file is there already or the copy is not whole
 */
export async function backupDb(sqlite: Database.Database, file: string): Promise<number> {
  if (existsSync(file)) throw new DomainError("CONFLICT", `${file} is there already; a backup replaces nothing`);
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}.tmp`;
  try {
    await sqlite.backup(aside);
    const copy = openReadOnly(aside);
    const finding = copy.pragma("quick_check", { simple: true });
    copy.close();
    if (finding !== "ok") throw new DomainError("INTERNAL_SERVER_ERROR", `the copy is not whole: ${finding}`);
    renameSync(aside, file);
    return statSync(file).size;
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(aside + end, { force: true });
  }
}
