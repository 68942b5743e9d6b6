import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type Database from "better-sqlite3";
import type { Command } from "commander";
import { backupDb } from "#server/db/backup-db.ts";
import { checkDb, type DbProblem } from "#server/db/check-db.ts";
import { openReadOnly } from "#server/db/open.ts";
import { readEnv } from "#server/env.ts";
import { dataPaths } from "#server/paths.ts";
import { CliError } from "../cli-error.ts";
import type { Messages } from "../messages/en.ts";
import { print } from "../print.ts";
import type { Session } from "../session.ts";

/** `vela db …` works on the file in VELA_DATA, with a server running or without. */
export function addDb(program: Command, session: Session) {
  const { db: words } = session.messages.commands;
  const db = program.command("db").description(words.about);
  db.command("check")
    .description(words.check)
    .action(() => withDb(session, (sqlite, file) => check(session, sqlite, file)));
  db.command("backup")
    .description(words.backup)
    .argument("<file>", words.file)
    .action((file: string) => withDb(session, (sqlite) => backup(session, sqlite, resolve(file))));
}

async function withDb(session: Session, use: (sqlite: Database.Database, file: string) => void | Promise<void>) {
  const file = dataPaths(readEnv().dataDir).database;
  if (!existsSync(file)) throw new CliError(session.messages.db.none(file));
  const sqlite = openReadOnly(file);
  try {
    await use(sqlite, file);
  } finally {
    sqlite.close();
  }
}

function check(session: Session, sqlite: Database.Database, file: string) {
  const { db: words } = session.messages;
  const report = checkDb(sqlite);
  const { problems } = report;
  print(session, {
    json: { file, ...report },
    text: () => [words.holds(file, report), ...problems.map((problem) => describe(problem, words))].join("\n"),
  });
  if (problems.length > 0) throw new CliError(words.problems(problems.length));
}

async function backup(session: Session, sqlite: Database.Database, file: string) {
  if (existsSync(file)) throw new CliError(session.messages.db.exists(file));
  const bytes = await backupDb(sqlite, file);
  print(session, { json: { file, bytes }, text: () => session.messages.db.saved(file, bytes) });
}

function describe(problem: DbProblem, words: Messages["db"]): string {
  switch (problem.kind) {
    case "broken":
      return problem.finding;
    case "dangling":
      return words.dangling(problem);
    case "homeless":
      return words.homeless(problem);
    case "miscounted":
      return words.miscounted(problem);
    case "untrue":
      return words.untrue(problem);
  }
}
