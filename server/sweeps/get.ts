import { eq } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { runs, sweeps } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { hasEnded, type RunStatus } from "#server/runs/status.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { type Importance, importanceOf } from "./importance.ts";
import { type ObjectiveValue, readObjective } from "./objective.ts";
import type { StoppedBy, SweepPlan, TrialValue } from "./plan.ts";
import { readSweepRow, type SweepRow } from "./row.ts";
import { stoppedSentence } from "./stopped-sentence.ts";

export type SweepRun = {
  id: string;
  name: string;
  trial: number;
  values: Record<string, TrialValue>;
  status: RunStatus;
  step: number;
  maxSteps: number | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  endReason: string | null;
  /** Null until it has logged it. */
  objective: ObjectiveValue | null;
  /** The rule that stopped it. */
  stoppedBy: StoppedBy | null;
  stoppedText: Text | null;
};

export type SweepDetail = SweepRow & {
  plan: SweepPlan;
  /** The config that the fields are changed in. */
  config: Record<string, unknown>;
  /** In the order of trials. */
  runs: SweepRun[];
  importance: Importance;
};

/** A sweep with its runs, and how much each field matters to the objective. Throws NOT_FOUND. */
export function getSweep(db: DbOrTx, id: string): SweepDetail {
  const row = readSweepRow(db, id);
  const { plan, config } = findSweep(db, id);
  const objective = readObjective(db, id, plan.objective);
  const all = db.select(COLUMNS).from(runs).where(eq(runs.sweepId, id)).orderBy(runs.trial).all();
  const ofSweep = all.map(({ trial, trialValues, ...run }): SweepRun => {
    const values = asPlanned(plan, (trialValues ?? {}) as SweepRun["values"]); // As createSweep wrote them.
    const stoppedText = run.stoppedBy && stoppedSentence(run.stoppedBy);
    return { ...run, trial: trial ?? 0, values, objective: objective.get(run.id) ?? null, stoppedText };
  });
  const samples = ofSweep.flatMap(({ status, values, objective }) => {
    const value = objective?.best ?? null;
    return hasEnded(status) && value !== null ? [{ values, value }] : [];
  });
  return { ...row, plan, config, runs: ofSweep, importance: importanceOf(plan.fields, samples) };
}

/** A field that takes texts alone, as an environment variable does, was given numbers as text: here they are numbers again. */
function asPlanned({ fields }: SweepPlan, values: SweepRun["values"]): SweepRun["values"] {
  const isNumeric = (path: string) =>
    fields.some(
      (field) =>
        field.path === path && (field.kind === "range" || field.values.every((value) => typeof value === "number")),
    );
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => [path, isNumeric(path) ? Number(value) : value]),
  );
}

/** A sweep's own row. Throws NOT_FOUND. */
export function findSweep(db: DbOrTx, id: string): typeof sweeps.$inferSelect {
  const sweep = db.select().from(sweeps).where(eq(sweeps.id, id)).get();
  if (!sweep) throw new DomainError("NOT_FOUND", `there is no sweep "${id}"`);
  return sweep;
}

const COLUMNS = {
  id: runs.id,
  name: runs.name,
  trial: runs.trial,
  trialValues: runs.trialValues,
  status: runs.status,
  step: runs.step,
  maxSteps: runs.maxSteps,
  createdAt: runs.createdAt,
  startedAt: runs.startedAt,
  endedAt: runs.endedAt,
  endReason: runs.endReason,
  stoppedBy: runs.stoppedBy,
};
