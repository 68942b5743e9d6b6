import { inArray, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "#server/db/open.ts";
import { metricKeys, projects, runs, runTags } from "#server/db/schema.ts";
import type { StoppedBy } from "#server/sweeps/plan.ts";
import { stoppedSentence } from "#server/sweeps/stopped-sentence.ts";
import type { Text } from "#trainer/contract/config/field.ts";
import { encodeValue } from "#trainer/contract/log.ts";
import type { FailureClass } from "./failure.ts";
import type { RunStatus } from "./status.ts";

/** A run as lists show it: no big columns. */
export type RunRow = {
  id: string;
  projectId: string;
  projectName: string;
  name: string;
  status: RunStatus;
  recipe: string;
  /** Trained on another machine. */
  remote: boolean;
  preset: string | null;
  /** The sweep that it belongs to, its number there, what it tries, and the rule of the sweep that stopped it. */
  sweepId: string | null;
  trial: number | null;
  trialValues: Record<string, unknown> | null;
  stoppedBy: StoppedBy | null;
  stoppedText: Text | null;
  starred: boolean;
  tags: string[];
  step: number;
  maxSteps: number | null;
  attempt: number;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  heartbeatAt: number | null;
  endReason: string | null;
  exitCode: number | null;
  exitSignal: string | null;
  stopRequestedAt: number | null;
  killAt: number | null;
  position: number | null;
  priority: number;
  held: boolean;
  /** GPUs that it waits for, and those that it has or had last. */
  gpusNeeded: number;
  gpus: number[];
  /** Why its last attempt failed, how many retries that makes in a row, and when the next may start. */
  failure: FailureClass | null;
  retries: number;
  notBefore: number | null;
  summary: Record<string, number | string>;
  config: { learningRate?: number; batchSize?: number; datasetName?: string; energy?: boolean };
};

type Query = { where?: SQL; orderBy?: SQL[]; limit?: number; offset?: number };

/** Rows of runs with tags and last values, in the order asked for. */
export function readRunRows(db: DbOrTx, query: Query): RunRow[] {
  return readRunsById(db, readIds(db, query));
}

/** Rows of these runs, in this order; those that are gone are left out. */
export function readRunsById(db: DbOrTx, ids: string[]): RunRow[] {
  const found = db
    .select(COLUMNS)
    .from(runs)
    .innerJoin(projects, sql`${projects.id} = ${runs.projectId}`)
    .where(inArray(runs.id, ids))
    .all();
  const byId = new Map(found.map((row) => [row.id, row]));
  const rows = ids.flatMap((id) => byId.get(id) ?? []);
  const tags = group(db.select().from(runTags).where(inArray(runTags.runId, ids)).orderBy(runTags.tag).all());
  const last = db
    .select({ runId: metricKeys.runId, key: metricKeys.key, value: metricKeys.lastValue })
    .from(metricKeys)
    .where(inArray(metricKeys.runId, ids))
    .all();
  const summaries = group(last);
  return rows.map(({ learningRate, batchSize, datasetName, energy, ...row }) => ({
    ...row,
    stoppedText: row.stoppedBy && stoppedSentence(row.stoppedBy),
    tags: (tags.get(row.id) ?? []).map(({ tag }) => tag),
    summary: Object.fromEntries(
      (summaries.get(row.id) ?? []).map(({ key, value }) => [key, encodeValue(value ?? Number.NaN)]),
    ),
    config: {
      ...(learningRate !== null && { learningRate }),
      ...(batchSize !== null && { batchSize }),
      ...(datasetName !== null && { datasetName }),
      ...(energy !== null && { energy: energy === 1 }),
    },
  }));
}

/** Which runs, in order. Alone, so that what a row shows is worked out for the rows of the page and no others. */
function readIds(db: DbOrTx, { where, orderBy = [], limit = -1, offset = 0 }: Query): string[] {
  const rows = db.select({ id: runs.id }).from(runs).where(where);
  return rows
    .orderBy(...orderBy)
    .limit(limit)
    .offset(offset)
    .all()
    .map(({ id }) => id);
}

/** One run as lists show it; undefined when there is none. */
export function readRunRow(db: DbOrTx, id: string): RunRow | undefined {
  return readRunRows(db, { where: sql`${runs.id} = ${id}` })[0];
}

/** Where the few config fields of a row are found in a config. */
export const CONFIG_PATHS: Record<string, string> = {
  learningRate: "$.training.learningRate",
  batchSize: "$.training.batchSize",
  datasetName: "$.data.datasetName",
  energy: "$.energy.enabled",
};

const fromConfig = <T>(field: string) => sql<T | null>`json_extract(${runs.config}, ${CONFIG_PATHS[field]})`;

const COLUMNS = {
  id: runs.id,
  projectId: runs.projectId,
  projectName: projects.name,
  name: runs.name,
  status: runs.status,
  recipe: runs.recipe,
  remote: runs.remote,
  preset: runs.preset,
  sweepId: runs.sweepId,
  trial: runs.trial,
  trialValues: runs.trialValues,
  stoppedBy: runs.stoppedBy,
  starred: runs.starred,
  step: runs.step,
  maxSteps: runs.maxSteps,
  attempt: runs.attempt,
  createdAt: runs.createdAt,
  startedAt: runs.startedAt,
  endedAt: runs.endedAt,
  heartbeatAt: runs.heartbeatAt,
  endReason: runs.endReason,
  exitCode: runs.exitCode,
  exitSignal: runs.exitSignal,
  stopRequestedAt: runs.stopRequestedAt,
  killAt: runs.killAt,
  position: sql<number | null>`CASE WHEN ${runs.status} = 'queued' THEN (
    SELECT count(*) FROM runs AS q WHERE q.status = 'queued'
    AND (-q.priority, q.queue_order, q.rowid) <= (-${runs.priority}, ${runs.queueOrder}, "runs"."rowid")) END`,
  priority: runs.priority,
  held: runs.held,
  gpusNeeded: sql<number>`json_extract(${runs.needs}, '$.gpus')`,
  gpus: runs.gpus,
  failure: runs.failure,
  retries: runs.retries,
  notBefore: runs.notBefore,
  learningRate: fromConfig<number>("learningRate"),
  batchSize: fromConfig<number>("batchSize"),
  datasetName: fromConfig<string>("datasetName"),
  energy: fromConfig<number>("energy"),
};

function group<T extends { runId: string }>(rows: T[]): Map<string, T[]> {
  const byRun = new Map<string, T[]>();
  for (const row of rows) {
    const list = byRun.get(row.runId);
    if (list) list.push(row);
    else byRun.set(row.runId, [row]);
  }
  return byRun;
}
