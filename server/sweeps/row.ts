import { count, desc, eq, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { projects, runs, sweeps } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import type { RunStatus } from "#server/runs/status.ts";
import { isBetter, readObjective } from "./objective.ts";
import type { Objective, SweepPlan } from "./plan.ts";

/** A sweep as lists show it. */
export type SweepRow = {
  id: string;
  projectId: string;
  projectName: string;
  name: string;
  recipe: string;
  preset: string | null;
  method: SweepPlan["method"];
  objective: Objective;
  /** Paths of the fields that it changes. */
  fields: string[];
  /** Runs of it that are there: one may have been deleted. */
  runCount: number;
  /** How many runs are in each state; a state that none is in is left out. */
  counts: Partial<Record<RunStatus, number>>;
  /** The run with the best value of the objective so far. */
  best: { runId: string; runName: string; trial: number; value: number } | null;
  createdAt: number;
  /** A person ended it. */
  stoppedAt: number | null;
};

/** Rows of sweeps, the newest first. */
export function readSweepRows(db: DbOrTx, where?: SQL): SweepRow[] {
  return db
    .select(COLUMNS)
    .from(sweeps)
    .innerJoin(projects, eq(projects.id, sweeps.projectId))
    .where(where)
    .orderBy(desc(sweeps.createdAt), sql`"sweeps"."rowid" DESC`)
    .all()
    .map(({ plan, ...row }) => {
      const { method, objective, fields } = plan;
      const counts = countStates(db, row.id);
      const runCount = Object.values(counts).reduce((sum, each) => sum + each, 0);
      const paths = fields.map(({ path }) => path);
      return { ...row, method, objective, fields: paths, runCount, counts, best: findBest(db, row.id, objective) };
    });
}

/** One row. Throws NOT_FOUND. */
export function readSweepRow(db: DbOrTx, id: string): SweepRow {
  const [row] = readSweepRows(db, eq(sweeps.id, id));
  if (!row) throw new DomainError("NOT_FOUND", `there is no sweep "${id}"`);
  return row;
}

const COLUMNS = {
  id: sweeps.id,
  projectId: sweeps.projectId,
  projectName: projects.name,
  name: sweeps.name,
  recipe: sweeps.recipe,
  preset: sweeps.preset,
  plan: sweeps.plan,
  createdAt: sweeps.createdAt,
  stoppedAt: sweeps.stoppedAt,
};

function countStates(db: DbOrTx, id: string): Record<string, number> {
  const rows = db
    .select({ status: runs.status, count: count() })
    .from(runs)
    .where(eq(runs.sweepId, id))
    .groupBy(runs.status)
    .all();
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

function findBest(db: DbOrTx, id: string, objective: Objective): SweepRow["best"] {
  let best: { runId: string; value: number } | null = null;
  for (const [runId, { best: value }] of readObjective(db, id, objective))
    if (value !== null && (!best || isBetter(value, best.value, objective.goal))) best = { runId, value };
  if (!best) return null;
  const run = db.select({ name: runs.name, trial: runs.trial }).from(runs).where(eq(runs.id, best.runId)).get();
  return { ...best, runName: run?.name ?? best.runId, trial: run?.trial ?? 0 };
}
