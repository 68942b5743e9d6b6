import type Database from "better-sqlite3";

export type DbProblem =
  /** In SQLite's own words. */
  | { kind: "broken"; finding: string }
  | { kind: "dangling"; table: string; row: number | null; parent: string }
  | { kind: "homeless"; metric: number }
  | { kind: "miscounted"; run: string; key: string; said: number; found: number };

export type DbReport = { runs: number; metrics: number; points: number; bytes: number; problems: DbProblem[] };

/**
 * Whether a database is whole: SQLite's own checks of pages, indexes and references, then ours, that every point has its
 * metric and every metric counts the points that it has. Reads everything, changes nothing.
 */
export function checkDb(sqlite: Database.Database): DbReport {
  const count = (table: string) => sqlite.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
  const bytes =
    Number(sqlite.pragma("page_count", { simple: true })) * Number(sqlite.pragma("page_size", { simple: true }));
  const problems = sqliteProblems(sqlite);
  // Counting in a tree that is broken may throw or never end.
  if (problems.length > 0) return { runs: 0, metrics: 0, points: 0, bytes, problems };
  return {
    runs: count("runs"),
    metrics: count("metric_keys"),
    points: count("points"),
    bytes,
    problems: [...homelessPoints(sqlite), ...wrongCounts(sqlite)],
  };
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

function homelessPoints(sqlite: Database.Database): DbProblem[] {
  return sqlite
    .prepare<[], number>("SELECT DISTINCT key_id FROM points WHERE key_id NOT IN (SELECT id FROM metric_keys)")
    .pluck()
    .all()
    .map((metric) => ({ kind: "homeless", metric }));
}

function wrongCounts(sqlite: Database.Database): DbProblem[] {
  const rows = sqlite.prepare<[], { run: string; key: string; said: number; found: number }>(COUNTS).all();
  return rows.map((row) => ({ kind: "miscounted", ...row }));
}

/** Points that are shown: of each attempt those up to the step from which a later attempt started. */
const COUNTS = `
  WITH shown AS (
    SELECT a.run_id, a.attempt,
      (SELECT min(later.step) FROM attempts later WHERE later.run_id = a.run_id AND later.attempt > a.attempt) AS up_to
    FROM attempts a
  ), counted AS (
    SELECT k.id, count(p.step) AS found
    FROM metric_keys k
    JOIN shown s ON s.run_id = k.run_id
    LEFT JOIN points p ON p.key_id = k.id AND p.attempt = s.attempt AND (s.up_to IS NULL OR p.step <= s.up_to)
    GROUP BY k.id
  )
  SELECT k.run_id AS run, k.key, k.points AS said, coalesce(c.found, 0) AS found
  FROM metric_keys k LEFT JOIN counted c ON c.id = k.id
  WHERE k.points <> coalesce(c.found, 0)`;
