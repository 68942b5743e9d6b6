import type Database from "better-sqlite3";
import { DomainError } from "#server/errors.ts";
import { asDb } from "./open.ts";
import { type BadRow, badRows, countPoints, homelessMetrics } from "./points/check.ts";
import { shownFor, shownRanges } from "./points/shown.ts";

export type DbProblem =
  /** In SQLite's own words. */
  | { kind: "broken"; finding: string }
  | { kind: "dangling"; table: string; row: number | null; parent: string }
  | { kind: "homeless"; metric: number }
  | { kind: "miscounted"; run: string; key: string; said: number; found: number }
  /** A row of points that does not hold what it says. */
  | ({ kind: "untrue"; run: string; key: string } & BadRow);

export type DbReport = { runs: number; metrics: number; points: number; bytes: number; problems: DbProblem[] };

/**
 * Whether a database is whole: SQLite's own checks of pages, indexes and references, then ours, that every point has its
 * metric, every metric counts the points that it has, and every summary is that of its points. Reads everything, changes
 * nothing. @throws DomainError when the database is older than this program
 */
export function checkDb(sqlite: Database.Database): DbReport {
  const bytes =
    Number(sqlite.pragma("page_count", { simple: true })) * Number(sqlite.pragma("page_size", { simple: true }));
  const problems = sqliteProblems(sqlite);
  // Counting in a tree that is broken may throw or never end.
  if (problems.length > 0) return { runs: 0, metrics: 0, points: 0, bytes, problems };
  if (!sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = 'point_blocks'").get())
    throw new DomainError(
      "CONFLICT",
      "the database is older than this program; start Vela once to bring it up to date",
    );
  const runs = sqlite.prepare<[], string>("SELECT id FROM runs ORDER BY rowid").pluck().all();
  const report: DbReport = {
    runs: runs.length,
    metrics: 0,
    points: 0,
    bytes,
    problems: homelessMetrics(sqlite).map((metric) => ({ kind: "homeless", metric })),
  };
  for (const run of runs) checkRun(sqlite, run, report);
  return report;
}

function checkRun(sqlite: Database.Database, run: string, report: DbReport) {
  const shown = shownRanges(asDb(sqlite), run);
  const keys = sqlite
    .prepare<[string], { id: number; key: string; points: number }>(
      "SELECT id, key, points FROM metric_keys WHERE run_id = ? ORDER BY id",
    )
    .all(run);
  for (const { id, key, points } of keys) {
    const untrue = shown.flatMap(({ attempt }) => [...badRows(sqlite, { keyId: id, attempt })]);
    report.problems.push(...untrue.map((row) => ({ kind: "untrue" as const, run, key, ...row })));
    report.metrics++;
    if (untrue.length > 0) continue;
    const found = countPoints(sqlite, id, shownFor(key, shown));
    report.points += found.stored;
    if (found.shown !== points)
      report.problems.push({ kind: "miscounted", run, key, said: points, found: found.shown });
  }
}

function sqliteProblems(sqlite: Database.Database): DbProblem[] {
  const pages = sqlite.pragma("integrity_check") as { integrity_check: string }[];
  const references = sqlite.pragma("foreign_key_check") as { table: string; rowid: number | null; parent: string }[];
  return [
    ...pages
      .filter(({ integrity_check }) => integrity_check !== "ok")
      .map(({ integrity_check: finding }) => ({ kind: "broken" as const, finding })),
    ...references.map(({ table, rowid, parent }) => ({ kind: "dangling" as const, table, row: rowid, parent })),
  ];
}
