import { and, eq, inArray } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { metricKeys, projects, runs } from "#server/db/schema.ts";
import { DomainError } from "#server/errors.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import type { AlertedRun } from "./alert.ts";

/** What a reader wants to know first, in this order. */
const TOLD = [
  "train/loss",
  "train/action_accuracy",
  "train/l1_loss",
  "energy/positive",
  "energy/negative",
  "energy/gap",
  "val/loss",
  "val/l1_loss",
];

/** A run as messages tell of it. Throws NOT_FOUND. */
export function alertedRun(db: DbOrTx, id: string): AlertedRun {
  const run = db
    .select(COLUMNS)
    .from(runs)
    .innerJoin(projects, eq(projects.id, runs.projectId))
    .where(eq(runs.id, id))
    .get();
  if (!run) throw new DomainError("NOT_FOUND", `there is no run "${id}"`);
  const values = db
    .select({ key: metricKeys.key, value: metricKeys.lastValue })
    .from(metricKeys)
    .where(and(eq(metricKeys.runId, id), inArray(metricKeys.key, TOLD)))
    .all();
  const last = new Map(values.map(({ key, value }) => [key, encodeValue(value ?? Number.NaN)]));
  const metrics = Object.fromEntries(TOLD.flatMap((key) => (last.has(key) ? [[key, last.get(key)!]] : [])));
  return { ...run, metrics };
}

const COLUMNS = {
  id: runs.id,
  name: runs.name,
  project: projects.name,
  status: runs.status,
  step: runs.step,
  maxSteps: runs.maxSteps,
};
